using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Trainer.Commands;

/// <summary>Runs as tables in Markdown: losses against a baseline, dataset by dataset, losing rows as they are.</summary>
/// <remarks>Gain and interval: paired by draw (<see cref="DrawKey"/>), corrected resampled t with ratio 1/(K − 1)
/// (Nadeau and Bengio 2003). Holm's correction runs over all comparisons of an encoder and sample size. Of several
/// configurations of a loss on a dataset the latest counts. Then the means over the datasets
/// (<see cref="MeanOverDatasets"/>) of the objectives that were compared on two at least.</remarks>
internal static class RunsTable
{
    private const string Signed = "+0.0;-0.0;0.0";

    private sealed record Line(string Title, string Loss, IReadOnlyList<double> Values, CorrectedResampledT? Gain, double Seconds,
        double? Training);

    /// <summary>The lines.</summary>
    /// <param name="runs">Runs; unfinished ones are left out.</param>
    /// <param name="baseline">Loss that others are compared with.</param>
    /// <param name="metric">Metric, a share.</param>
    /// <param name="rule">Rule of inference; null for each run's own.</param>
    /// <param name="perLabel">Whether runs stand together by training texts per label instead of by their number.</param>
    public static IEnumerable<string> Of(IEnumerable<RunSummary> runs, string baseline, string metric, string? rule, bool perLabel = false)
    {
        var done = runs.Where(r => r.Status == RunStatus.Done).ToArray();
        double Size(RunSummary run) => perLabel ? Math.Round((double)run.Shots / run.Labels.Count, 2) : run.Shots;
        foreach (var setting in done.GroupBy(r => (r.Encoder, r.EncoderChecksum, Size: Size(r)))
            .OrderBy(g => g.Key.Encoder, StringComparer.Ordinal).ThenBy(g => g.Key.Size))
        {
            var size = perLabel ? string.Create(CultureInfo.InvariantCulture, $"{setting.Key.Size} per label")
                : string.Create(CultureInfo.InvariantCulture, $"n = {setting.Key.Size}");
            var datasets = setting.GroupBy(r => (r.Dataset, r.DatasetIdentity)).OrderBy(g => g.Key.Dataset, StringComparer.Ordinal)
                .Select(d => (Name: d.Key.Dataset, Lines: Lines(d, baseline, metric, rule),
                    Few: FewTexts.Remark(d.Select(r => r.TestCount)))).ToArray();
            var tested = datasets.SelectMany(d => d.Lines.Select(l => Known(l.Gain))).OfType<double>().ToArray();
            var adjusted = new Queue<double>(MultipleTests.Holm(tested));
            foreach (var (name, lines, few) in datasets)
            {
                yield return "";
                yield return string.Create(CultureInfo.InvariantCulture, $"### {name}, {setting.Key.Encoder}, {size}");
                yield return "";
                if (few is not null)
                {
                    yield return few;
                    yield return "";
                }
                yield return $"| objective | runs | {metric} | gain over {baseline}, points | 95 % interval | p corrected | p Holm | "
                    + "seconds a run | of these training |";
                yield return "|---|---|---|---|---|---|---|---|---|";
                foreach (var line in lines.Select(l => (Line: l, Holm: Known(l.Gain) is null ? (double?)null : adjusted.Dequeue()))
                    .OrderByDescending(l => l.Line.Values.Average()))
                {
                    yield return Row(line.Line, line.Holm);
                }
            }
            string[] means = [.. Means([.. datasets.Select(d => d.Lines)], baseline)];
            if (means.Length == 0) { continue; }
            yield return "";
            yield return string.Create(CultureInfo.InvariantCulture, $"### Mean over the datasets, {setting.Key.Encoder}, {size}");
            yield return "";
            foreach (var line in means) { yield return line; }
        }
    }

    // Every objective over the datasets on which it was compared; one that lacks a dataset is not set beside the others by it.
    private static IEnumerable<string> Means(IReadOnlyList<Line[]> datasets, string baseline)
    {
        var means = datasets.SelectMany(d => d).Where(l => l.Gain is not null).GroupBy(l => l.Loss).Where(g => g.Count() > 1)
            .Select(g => (g.First().Title, Mean: MeanOverDatasets.Of([.. g.Select(l => l.Gain!)])))
                .OrderByDescending(m => m.Mean.Datasets).ThenByDescending(m => m.Mean.Mean).ToArray();
        if (means.Length == 0) { yield break; }
        yield return $"| objective | datasets | mean gain over {baseline}, points | 95 % interval | p |";
        yield return "|---|---|---|---|---|";
        foreach (var (title, mean) in means)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {title} | {mean.Datasets} | {Points(mean.Mean, Signed)} | {Interval(mean.Mean, mean.Half)} | {P(mean.P)} |");
        }
    }

    private static Line[] Lines(IEnumerable<RunSummary> dataset, string baseline, string metric, string? rule)
    {
        var latest = dataset.GroupBy(r => r.Loss)
            .ToDictionary(g => g.Key, g => g.GroupBy(r => r.Configuration).MaxBy(c => c.Max(r => r.FinishedAt))!
            .GroupBy(DrawKey.Of).Select(r => r.MaxBy(x => x.FinishedAt)!).OrderBy(r => r.Seed).ThenBy(r => r.Repetition).ToArray());
        double? Value(RunSummary run) => run.Metric(rule ?? run.MainRule, metric);
        var against = latest.GetValueOrDefault(baseline, []).Where(r => Value(r) is not null).ToDictionary(DrawKey.Of);
        return [.. latest.OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => (l.Key, Runs: l.Value.Where(r => Value(r) is not null).ToArray())).Where(l => l.Runs.Length > 0).Select(l =>
        {
            var differences = l.Key == baseline
                ? []
                : l.Runs.Select(r => (Run: r, Partner: against.GetValueOrDefault(DrawKey.Of(r))))
                    .Where(p => p.Partner is not null && DrawKey.Same(p.Run, p.Partner))
                .Select(p => Value(p.Run)!.Value - Value(p.Partner!)!.Value).ToArray();
            return new Line(l.Runs[0].LossTitle, l.Key, [.. l.Runs.Select(r => Value(r)!.Value)],
                differences.Length == 0 ? null
                    : CorrectedResampledT.Of(differences, 1.0 / (l.Runs[0].Folds - 1)),
                        l.Runs.Average(r => (r.FinishedAt - r.StartedAt) / 1000.0), TrainingOf(l.Runs));
        })];
    }

    // Runs of older versions do not say when training ended.
    private static double? TrainingOf(IEnumerable<RunSummary> runs) =>
        runs.Where(r => r.TrainedAt > 0).Select(r => (r.TrainedAt - r.StartedAt) / 1000.0).ToArray() is { Length: > 0 } known
            ? known.Average()
            : null;

    private static double? Known(CorrectedResampledT? gain) => gain is null || gain.Count < CorrectedResampledT.FewestPairs ? null : gain.P;

    private static string Points(double value, string format) => (100 * value).ToString(format, CultureInfo.InvariantCulture);

    private static string P(double? p) =>
        p is null ? "too few" : p < 0.001 ? "< 0.001" : p.Value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Interval(double mean, double? half) =>
        half is { } h ? $"{Points(mean - h, Signed)} … {Points(mean + h, Signed)}" : "too few";

    private static string Row(Line line, double? holm)
    {
        var spread = line.Values.Count < 2
            ? ""
            : " ± " + Points(MathNet.Numerics.Statistics.Statistics.StandardDeviation(line.Values), "0.0");
        var gain = line.Gain is not { } g ? "–" : Points(g.Mean, Signed);
        var interval = line.Gain is not { } i ? "–" : Interval(i.Mean, i.Half);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {line.Title} | {line.Values.Count} | {Points(line.Values.Average(), "0.0")}{spread} | {gain} | {interval} | ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{(line.Gain is null ? "–" : P(Known(line.Gain)))} | {(line.Gain is null ? "–" : P(holm))} | {line.Seconds:0.0} | "
                    + $"{(line.Training is { } training ? training.ToString("0.0", CultureInfo.InvariantCulture) : "–")} |");
    }
}
