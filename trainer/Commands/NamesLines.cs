using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Commands;

/// <summary>Says where an objective reads the names of labels that do not show in the texts, over all draws of an experiment.</summary>
internal static class NamesLines
{
    /// <summary>Tells; nothing where the names show, or none are read.</summary>
    /// <param name="experiment">An experiment whose runs are made.</param>
    /// <param name="reporter">Who is told.</param>
    public static void Tell(Experiment experiment, Reporter reporter)
    {
        foreach (var runs in experiment.Cells.GroupBy(c => (Dataset: experiment.DatasetOf(c), c.Loss)))
        {
            var fits = Fits(experiment, runs);
            if (fits.Count == 0) { continue; }
            var z = AssignmentTest.Over([.. fits.Select(f => f.Z)], runs.First().SharedTexts);
            if (z >= NamesFit.Least) { continue; }
            var (right, texts) = (fits.Sum(f => f.Right), fits.Sum(f => f.Texts));
            var draws = fits.Count == 1 ? "one draw" : FormattableString.Invariant($"{fits.Count} draws");
            var words = FormattableString.Invariant(
                $"{runs.Key.Dataset} {runs.Key.Loss}: that the names of the labels show in the texts cannot be told. Before training ")
                + FormattableString.Invariant(
                    $"{right} of {texts} training texts of {draws} were nearest to their own name (z = {z:0.0}; 0 is chance). ")
                + "Names that do not show may cost accuracy: compare with a loss that reads none, such as "
                + (runs.Key.Loss.StartsWith("recommended", StringComparison.Ordinal)
                    ? $"{runs.Key.Loss} with --set {runs.Key.Loss}.name-weight=0" : "sup-con")
                + ", or call the labels what a person would.";
            reporter.Tell("names", words, ("dataset", runs.Key.Dataset), ("loss", runs.Key.Loss), ("z", Math.Round(z, 3)),
                ("right", right), ("texts", texts), ("draws", fits.Count));
        }
    }

    private static List<NamesFit> Fits(Experiment experiment, IEnumerable<TrainingCell> runs)
    {
        var fits = new List<NamesFit>();
        foreach (var cell in runs)
        {
            if (experiment.Store.Details(cell.Id) is not { } details) { continue; }
            // Either all runs of a loss on a dataset read names, or none.
            if (NamesFit.Of(details.Trace) is not { } fit) { break; }
            fits.Add(fit);
        }
        return fits;
    }
}
