using System.Globalization;
using System.CommandLine;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>run --test-on</c>: every finished run of an experiment is also judged on other datasets.</summary>
internal sealed class CrossDomain
{
    private readonly Option<string?> _datasets =
        new("--test-on")
        {
            Description = "Also test every run on these datasets without training, apart by commas; labels are matched by name"
        };

    /// <summary>Adds the flag.</summary>
    /// <param name="add">Adds it to a command.</param>
    public CrossDomain(Action<Option> add) => add(_datasets);

    /// <summary>Whether the flag is given.</summary>
    /// <param name="parsed">Command line.</param>
    public bool Wanted(ParseResult parsed) => parsed.GetValue(_datasets) is { Length: > 0 };

    /// <summary>Reads the other datasets, and refuses those that share no labels with the experiment's.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="folders">Where data lies.</param>
    /// <param name="columns">Columns of a table.</param>
    /// <param name="sources">The experiment's datasets.</param>
    /// <exception cref="InvalidDataException">A dataset cannot be read or has other labels.</exception>
    public IReadOnlyList<Corpus> Read(ParseResult parsed, DataFolders folders, TableColumns columns, IEnumerable<Corpus> sources)
    {
        Corpus[] targets = [.. DatasetList.Split(parsed.GetValue(_datasets) ?? "")
            .Select(d => DatasetTable.Read(d, folders, columns, CorpusUse.Test))];
        foreach (var source in sources)
        {
            foreach (var target in targets.Where(t => t.Checksum != source.Checksum)) { CrossEvaluation.Common(source, target); }
        }
        return targets;
    }

    /// <summary>Judges the finished runs on what they were not judged on yet.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="targets">The other datasets.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops; what was judged is published.</param>
    public static void Judge(Experiment experiment, IReadOnlyList<Corpus> targets, Reporter reporter, CancellationToken interrupt)
    {
        var store = experiment.Store;
        var names = experiment.Names.With(targets.Select(t => new ContentNames.Known(t.Name, t.Checksum, t.Content, long.MaxValue)));
        foreach (var cell in experiment.Cells.Where(experiment.IsDone))
        {
            // A result of before labels were matched by their own case is made again where that gives others.
            var known = store.Cross(cell.Id);
            Corpus[] open = [.. targets.Where(t => t.Checksum != cell.Corpus.Source.Checksum && !known.Any(k => k.Corpus == t.Checksum
                && k.Labels.SequenceEqual(CrossEvaluation.Common(cell.Corpus.Source, t))))];
            if (open.Length > 0)
            {
                using var model = RunModel.Open(store, cell.Id, experiment.EncoderFolder, experiment.Device,
                    step => reporter.Moving(FormattableString.Invariant($"training {cell.Id} again, step {step}")), interrupt);
                using var writer = store.Claim(cell.Id);
                foreach (var target in open) { writer.PublishCross(CrossEvaluation.Of(model, target, cell.Settings.TestTexts, interrupt)); }
            }
            var own = store.Stored(cell.Id)!;
            var source = names.Of(own.Dataset, own.Corpus);
            foreach (var result in store.Cross(cell.Id).Where(r => targets.Any(t => t.Checksum == r.Corpus)))
            {
                var figures = result.Count == 0 ? "no text was left to judge it by"
                    : string.Create(CultureInfo.InvariantCulture, $"accuracy {result.Accuracy:0.000}, macro F1 {result.MacroF1:0.000}");
                var against = result.Count == 0 || own.Metric(own.MainRule, "accuracy") is not { } inside ? ""
                    : string.Create(CultureInfo.InvariantCulture,
                        $", {100 * (result.Accuracy - inside):+0.0;-0.0;0.0} pp against {source}");
                reporter.Tell("cross", string.Create(CultureInfo.InvariantCulture,
                    $"{source} {own.Loss} repetition {own.Repetition} on {names.Of(result.Dataset, result.Corpus)}: {figures} "
                        + $"({result.Count} texts, {result.OtherLabel} of another label and {result.TrainedOn} trained on or read left out)"
                            + $"{against}{(FewTexts.Are(result.Count) ? $"; fewer than {FewTexts.Enough} texts" : "")}"),
                    ("run", own.Id), ("source", source), ("target", names.Of(result.Dataset, result.Corpus)), ("loss", own.Loss),
                        ("repetition", own.Repetition), ("accuracy", result.Accuracy), ("macro_f1", result.MacroF1),
                        ("texts", result.Count), ("other_label", result.OtherLabel), ("trained_on", result.TrainedOn));
            }
        }
    }
}
