using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;

namespace DmlStudio.Trainer.Commands;

/// <summary>What a person should know before runs are compared: names that stand for several things, runs made under
/// another name, labels without texts.</summary>
internal static class Sameness
{
    private const int MostNames = 8;

    /// <summary>Tells it before the first run is made.</summary>
    /// <param name="reporter">Who is told.</param>
    public static void Tell(Experiment experiment, Reporter reporter)
    {
        foreach (var cell in experiment.Cells.DistinctBy(c => c.Corpus.Source.Checksum)) { TellName(experiment, cell, reporter); }
        foreach (var others in experiment.Done.Where(r => r.Experiment != experiment.Name).GroupBy(r => r.Experiment)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            reporter.Tell("other-name",
                string.Create(CultureInfo.InvariantCulture,
                    $"{others.Count()} of the {experiment.Cells.Count} runs are here already, made as experiment {others.Key}, and "
                        + $"keep that name: a run is made once. See them with \"trainer runs table --experiment {others.Key}\"."),
                ("experiment", others.Key), ("runs", others.Count()), ("asked", experiment.Name));
        }
        foreach (var cell in experiment.Cells.Where(c => c.Repetition == 0).DistinctBy(c => (c.Corpus, c.Settings.Shots)))
        {
            var corpus = cell.Corpus.Source;
            if (FewShotTraining.Split(cell).Untrained(corpus) is not { Length: > 0 } untrained) { continue; }
            string[] names = [.. untrained.Select(l => corpus.Labels[l])];
            reporter.Tell("untrained-labels",
                string.Create(CultureInfo.InvariantCulture,
                    $"{experiment.DatasetOf(cell)}: {cell.Settings.Shots} training texts leave {names.Length} of "
                        + $"{corpus.Labels.Count} labels without any, so no text can be given them. In repetition 0: {Listed(names)}. "
                            + $"Ask for at least {corpus.Labels.Count} --shots."),
                ("dataset", experiment.DatasetOf(cell)), ("labels", names), ("shots", cell.Settings.Shots));
        }
    }

    /// <summary>What a finished run's figure needs beside its number of texts: too few texts, steps without a pair,
    /// labels without a text; else empty.</summary>
    public static string Remarks(RunSummary run)
    {
        string[] remarks =
        [
            .. FewTexts.Are(run.TestCount) ? [FormattableString.Invariant($"fewer than {FewTexts.Enough}")] : Array.Empty<string>(),
            .. run.Skipped.Select(s =>
                FormattableString.Invariant(
                    $"no pair {(s.Loss.Length == 0 ? "" : "for " + s.Loss + " ")}in {s.Steps} of {run.Steps} steps")),
            .. run.Untrained.Count == 0
                ? Array.Empty<string>()
                : [FormattableString.Invariant($"{run.Untrained.Count} labels without a training text")],
        ];
        return string.Concat(remarks.Select(r => "; " + r));
    }

    /// <summary>Some names, and how many more there are.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames))
            + (names.Count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MostNames} more") : "");

    private static void TellName(Experiment experiment, TrainingCell cell, Reporter reporter)
    {
        var (corpus, shown) = (cell.Corpus.Source, experiment.DatasetOf(cell));
        if (shown == corpus.Name) { return; }
        var others = experiment.Names.Find(corpus.Name).Choices.Where(c => c != shown).ToArray();
        reporter.Tell("dataset-name", others.Length == 0
            ? $"{corpus.Name} holds the same texts and labels as {shown}, and is shown under that name: a dataset is what it holds."
                : $"Several datasets are called {corpus.Name}. This one is shown as {shown}, beside {Listed(others)}; they are never "
                    + "compared with each other.",
            ("dataset", corpus.Name), ("shown", shown), ("others", others));
    }
}
