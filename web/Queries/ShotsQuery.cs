using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>Does a gain last with more training texts? A figure against their number, for a few losses.</summary>
/// <param name="Rule">Inference rule; null takes each run's own.</param>
/// <param name="Experiment">Experiment; null takes all.</param>
/// <param name="Losses">Losses, the baseline first.</param>
public sealed record ShotsQuery(string Metric, string? Encoder, string? Rule, string? Experiment, IReadOnlyList<string> Losses)
{
    /// <summary>One point.</summary>
    /// <param name="Shots">Training texts.</param>
    /// <param name="Interval">Mean and 95 % interval over draws.</param>
    public sealed record Point(int Shots, StudentInterval Interval);

    /// <summary>One loss.</summary>
    /// <param name="Loss">Loss as written.</param>
    /// <param name="Points">Points, fewest training texts first.</param>
    public sealed record Line(string Loss, string Title, string Family, IReadOnlyList<Point> Points);

    /// <summary>One dataset.</summary>
    /// <param name="Baseline">Loss that gains are over; it may have no line here.</param>
    public sealed record Panel(string Dataset, string Baseline, IReadOnlyList<Line> Lines)
    {
        /// <summary>Mean of the last line less mean of the baseline's at the fewest and at the most training texts that both
        /// have; null without two, or without the baseline.</summary>
        public (Point From, double FromGain, Point To, double ToGain)? Course
        {
            get
            {
                if (Lines.Count < 2 || Lines[0].Loss != Baseline) { return null; }
                var shared = Lines[^1].Points.Where(p => Lines[0].Points.Any(b => b.Shots == p.Shots)).ToArray();
                double Gain(Point p) => p.Interval.Mean - Lines[0].Points.First(b => b.Shots == p.Shots).Interval.Mean;
                return shared.Length < 2 ? null : (shared[0], Gain(shared[0]), shared[^1], Gain(shared[^1]));
            }
        }
    }

    /// <returns>A panel for each dataset on which some loss was run with two numbers of training texts or more.</returns>
    public IReadOnlyList<Panel> Ask(RunStore store) =>
        SharedAnswers.Of(store, (this with { Losses = [] }, string.Join('\n', Losses)), () => Find(store));

    private IReadOnlyList<Panel> Find(RunStore store)
    {
        var metric = MetricInfo.Find(Metric) ?? MetricInfo.All[0];
        var runs = store.Runs().Where(r => r.Status == RunStatus.Done && r.Encoder == Encoder
            && (Experiment is null || r.Experiment == Experiment) && Losses.Contains(r.Loss)).ToArray();
        var chosen = new ChosenRuns(runs, metric, Rule);
        Line Of(string dataset, string loss, RunSummary like) => new(loss, like.LossTitle, like.Family,
            [.. runs.Where(r => r.Dataset == dataset && r.Loss == loss).Select(r => r.Shots).Distinct().Order()
                .Select(s => (Shots: s, Draws: chosen.Latest(dataset, loss, s)?.Draws)).Where(p => p.Draws is { Count: > 0 })
                .Select(p => new Point(p.Shots, StudentInterval.Of([.. p.Draws!.Select(d => d.Value)])))]);
        return [.. runs.Select(r => r.Dataset).Distinct().Order(StringComparer.Ordinal)
            .Select(d => new Panel(d, Losses[0],
                [.. Losses.Select(l => runs.FirstOrDefault(r => r.Loss == l && r.Dataset == d)).OfType<RunSummary>()
                    .Select(r => Of(d, r.Loss, r)).Where(l => l.Points.Count > 0)]))
            .Where(p => p.Lines.Any(l => l.Points.Count > 1))];
    }
}
