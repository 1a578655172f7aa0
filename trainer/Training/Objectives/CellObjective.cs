using DmlStudio.Records;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>What a cell's objective adds to it: how it is called, and which rule leads.</summary>
internal static class CellObjective
{
    extension(TrainingCell cell)
    {
        /// <summary>The rule whose figures lead.</summary>
        public string MainRule => ObjectiveTable.Parse(cell.Loss).MainRule(cell.LossSettings, cell.Settings.Inference, cell.Corpus.Source,
            cell.Settings.Beta, cell.Settings.Unlabelled > 0);

        /// <summary>A summary before the first step.</summary>
        /// <param name="now">Unix milliseconds.</param>
        public RunSummary Summary(long now)
        {
            var (corpus, encoder, objective) = (cell.Corpus.Source, cell.Corpus.Encoder, ObjectiveTable.Parse(cell.Loss));
            return new RunSummary
            {
                Id = cell.Id,
                Configuration = cell.Configuration,
                Experiment = cell.Experiment,
                Dataset = corpus.Name,
                Corpus = corpus.Checksum,
                Content = corpus.Content,
                Labels = corpus.Labels,
                Loss = cell.Loss,
                LossTitle = objective.Title,
                Family = objective.Family,
                Encoder = encoder.Name,
                EncoderChecksum = encoder.Checksum,
                EncoderReading = cell.Corpus.Reading,
                Shots = cell.Settings.Shots,
                Fold = cell.Fold,
                Folds = cell.Settings.Folds,
                Repetition = cell.Repetition,
                Seed = cell.Seed,
                Status = RunStatus.Running,
                StartedAt = now,
                HeardAt = now,
                Steps = cell.Steps,
                MainRule = cell.MainRule,
            };
        }
    }
}
