using DmlStudio.Comparisons;
using DmlStudio.Records;
using DmlStudio.Trainer.Runs;

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
            var fit = NamesOverDraws.Of(runs.Select(c => experiment.Store.Stored(c.Id)).OfType<RunSummary>());
            if (fit is null or { Shows: true }) { continue; }
            NamesFit[] fits = [.. runs.Select(c => NamesFit.Of(experiment.Store.Details(c.Id)?.Trace)).OfType<NamesFit>()];
            var (right, texts) = (fits.Sum(f => f.Right), fits.Sum(f => f.Texts));
            var draws = fit.Draws == 1 ? "one draw" : FormattableString.Invariant($"{fit.Draws} draws");
            var words = FormattableString.Invariant(
                $"{runs.Key.Dataset} {runs.Key.Loss}: that the names of the labels show in the texts cannot be told. Before training ")
                + FormattableString.Invariant(
                    $"{right} of {texts} training texts of {draws} were nearest to their own name (z = {fit.Z:0.0}; 0 is chance). ")
                + "Names that do not show may cost accuracy: compare with a loss that reads none, such as "
                + (runs.Key.Loss.StartsWith("recommended", StringComparison.Ordinal)
                    ? $"{runs.Key.Loss} with --set {runs.Key.Loss}.name-weight=0" : "sup-con")
                + ", or call the labels what a person would.";
            reporter.Tell("names", words, ("dataset", runs.Key.Dataset), ("loss", runs.Key.Loss), ("z", Math.Round(fit.Z, 3)),
                ("right", right), ("texts", texts), ("draws", fit.Draws));
        }
    }
}
