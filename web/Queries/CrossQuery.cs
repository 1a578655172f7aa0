using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Sources × targets: how does what was learnt on one dataset do on another?</summary>
/// <param name="Metric"><c>accuracy</c> or <c>macro-f1</c>.</param>
/// <param name="Loss">Loss; null takes the first by name.</param>
/// <param name="Shots">Training texts; null takes the largest.</param>
/// <param name="Encoder">Encoder; null takes the one with most runs.</param>
public sealed record CrossQuery(string Metric, string? Loss, int? Shots, string? Encoder = null)
{
    /// <summary>A source tested on a target.</summary>
    /// <param name="Interval">Mean and interval over repetitions.</param>
    /// <param name="Gap">Mean difference to the source's own held-out texts over the same runs; null on the diagonal.</param>
    /// <param name="Runs">Runs behind it.</param>
    /// <param name="Texts">Texts judged in each of them, from the fewest to the most: the runs judge the same ones.</param>
    /// <param name="OtherLabel">Texts that a run leaves out because the source lacks their label, at most.</param>
    /// <param name="Recalls">Recall of each label that has texts, mean over the runs whose tests hold some.</param>
    public sealed record Cell(StudentInterval Interval, double? Gap, IReadOnlyList<string> Runs, (int Fewest, int Most) Texts,
        int OtherLabel, IReadOnlyList<(string Label, double Recall)> Recalls);

    /// <summary>The answer.</summary>
    /// <param name="Query">The query with every choice made.</param>
    /// <param name="Cells">By source and target; the source's own held-out texts on the diagonal.</param>
    /// <param name="Losses">Choices of the loss.</param>
    /// <param name="AllShots">Choices of shots.</param>
    /// <param name="Encoders">Choices of the encoder.</param>
    public sealed record Answer(CrossQuery Query, IReadOnlyList<string> Sources, IReadOnlyList<string> Targets,
        IReadOnlyDictionary<(string Source, string Target), Cell> Cells,
        IReadOnlyList<string> Losses, IReadOnlyList<int> AllShots, IReadOnlyList<string> Encoders);

    public Answer Ask(RunStore store) => SharedAnswers.Of(store, this, () => Find(store));

    private Answer Find(RunStore store)
    {
        var all = store.Runs().Where(r => r.Status == RunStatus.Done).Select(r => (Run: r, Cross: store.Cross(r.Id)))
            .Where(r => r.Cross.Count > 0).ToArray();
        var names = store.DatasetNames()
            .With(all.SelectMany(r => r.Cross)
                .Select(c => new ContentNames.Known(c.Dataset, c.Corpus, IdentityOf(c.Corpus), long.MaxValue)));
        string IdentityOf(string corpus) => all.FirstOrDefault(r => r.Run.Corpus == corpus).Run?.DatasetIdentity ?? corpus;
        // Judged targets can share a name with a source that is alone among the sources.
        string Source(RunSummary run) =>
            names.All.FirstOrDefault(k => k.Checksum == run.Corpus) is { } known ? names.Of(known.Name, known.Checksum) : run.Dataset;
        string[] encoders = [.. all.Select(r => r.Run.Encoder).Distinct().Order(StringComparer.Ordinal)];
        // A name of several encoders is none of them: then nothing is shown, and the page says why.
        var encoder = (AskedName.Of("encoders", Encoder, store.EncoderNames()) is { Several: null } named ? named.Name : Encoder)
            ?? encoders.MaxBy(e => all.Count(r => r.Run.Encoder == e));
        var ofEncoder = all.Where(r => r.Run.Encoder == encoder).ToArray();
        string[] losses = [.. ofEncoder.Select(r => r.Run.Loss).Distinct().Order(StringComparer.Ordinal)];
        int[] shots = [.. ofEncoder.Select(r => r.Run.Shots).Distinct().Order()];
        var chosen = this with { Loss = Loss ?? losses.FirstOrDefault(), Shots = Shots ?? shots.LastOrDefault(), Encoder = encoder };
        // Of several configurations of a source the latest counts.
        var runs = ofEncoder.Where(r => r.Run.Loss == chosen.Loss && r.Run.Shots == chosen.Shots).GroupBy(r => Source(r.Run))
            .SelectMany(d => d.GroupBy(r => r.Run.Configuration).MaxBy(c => c.Max(r => r.Run.FinishedAt))!).ToArray();
        var cells = new Dictionary<(string, string), Cell>();
        foreach (var source in runs.GroupBy(r => Source(r.Run)))
        {
            double Own(RunSummary run) => run.Metric(run.MainRule, Metric) ?? double.NaN;
            cells[(source.Key, source.Key)] =
                new Cell(StudentInterval.Of([.. source.Select(r => Own(r.Run))]), null, [.. source.Select(r => r.Run.Id)],
                    Range(source.Select(r => r.Run.TestCount)), 0, []);
            foreach (var target in source.SelectMany(r => r.Cross.Where(c => c.Count > 0).Select(c => (r.Run, Result: c)))
                .GroupBy(r => names.Of(r.Result.Dataset, r.Result.Corpus)))
            {
                double Value(CrossResult result) => Metric == "macro-f1" ? result.MacroF1 : result.Accuracy;
                var labels = target.First().Result.Labels;
                cells[(source.Key, target.Key)] =
                    new Cell(StudentInterval.Of([.. target.Select(t => Value(t.Result))]),
                        target.Average(t => Value(t.Result) - Own(t.Run)), [.. target.Select(t => t.Run.Id)],
                    Range(target.Select(t => t.Result.Count)), target.Max(t => t.Result.OtherLabel),
                        [.. labels.Select((l, i) => (Label: l, Recall: target.Average(t => t.Result.Recall(i))))
                            .Where(r => r.Recall is not null).Select(r => (r.Label, r.Recall!.Value))]);
            }
        }
        string[] sources = [.. runs.Select(r => Source(r.Run)).Distinct().Order(StringComparer.Ordinal)];
        return new Answer(chosen, sources, [.. sources.Union(cells.Keys.Select(k => k.Item2)).Order(StringComparer.Ordinal)], cells,
            losses, shots, encoders);
    }

    private static (int Fewest, int Most) Range(IEnumerable<int> counts) => (counts.Min(), counts.Max());
}
