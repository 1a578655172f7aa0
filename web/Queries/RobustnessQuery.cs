using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>Edits as rows, losses as columns; the runs of the chosen draws together.</summary>
/// <param name="Rows">Rows, for the losses and their runs.</param>
public sealed record RobustnessQuery(ReliabilityRows Rows)
{
    /// <summary>One loss under one edit.</summary>
    /// <param name="Sum">Counts of all runs together; null when no run was tested.</param>
    /// <param name="Rates">Share of flips of each run, for the spread between draws.</param>
    public sealed record Cell(ReliabilityModel Model, PerturbationResult? Sum, IReadOnlyList<double> Rates)
    {
        /// <summary>Share of changed cases whose prediction is another, 0..1; NaN without cases.</summary>
        public double FlipRate => Sum is null || Sum.Cases == 0 ? double.NaN : Sum.Flips / (double)Sum.Cases;

        /// <summary>Accuracy with the edit minus accuracy without it, on the changed cases.</summary>
        public double AccuracyChange => Sum is null || Sum.Cases == 0 ? double.NaN : (Sum.RightAfter - Sum.RightBefore) / (double)Sum.Cases;

        /// <summary>Wilson 95 % interval of the flip rate; draws of the same text do not count as new texts.</summary>
        public (double Low, double High)? Interval =>
            Sum is null || Sum.Texts == 0 ? null : Statistics.Wilson.Interval((int)Math.Round(FlipRate * Sum.Texts), Sum.Texts);
    }

    /// <summary>An edit.</summary>
    /// <param name="KeepsLabel">Whether a flip is a failure.</param>
    /// <param name="Cells">One for each loss.</param>
    public sealed record Item(string Name, string Title, string Group, bool KeepsLabel, IReadOnlyList<Cell> Cells);

    /// <summary>The answer.</summary>
    /// <param name="Tested">Number of tested runs.</param>
    /// <param name="Untested">Ids of chosen runs without a test.</param>
    /// <param name="Rules">Rules that were asked.</param>
    /// <param name="Differing">What the tests were not made alike in, such as their number of texts, with the values of the runs.</param>
    /// <param name="Partly">Number of edits that some tested runs were not tested with.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, int Tested, IReadOnlyList<string> Untested, IReadOnlyList<string> Rules,
        IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Differing, int Partly);

    public Answer Ask(RunShelf shelf)
    {
        var draws = Rows.Repetitions;
        var found = Rows.Models.Select(m =>
            (Model: m, Runs: draws.Select(d => (Id: m.Runs[d], Test: shelf.Store.Robustness(m.Runs[d]))).ToArray())).ToArray();
        var all = found.SelectMany(f => f.Runs).ToArray();
        Robustness[] tests = [.. all.Select(r => r.Test).OfType<Robustness>()];
        var edits = tests.SelectMany(t => t.Results).DistinctBy(r => r.Name).ToArray();
        return new Answer([.. edits.Select(e =>
            new Item(e.Name, e.Title, e.Group, e.KeepsLabel,
                [.. found.Select(f => Sum(f.Model,
                    [.. f.Runs.Select(r => r.Test?.Results.FirstOrDefault(x => x.Name == e.Name)).OfType<PerturbationResult>()]))]))],
            tests.Length, [.. all.Where(r => r.Test is null).Select(r => r.Id)], [.. tests.Select(t => t.Rule).Distinct()],
            Differing(tests), edits.Count(e => tests.Any(t => t.Results.All(r => r.Name != e.Name))));
    }

    // Which edits were made is no difference in how each was made. A setting that a test does not name says nothing.
    private static (string Name, IReadOnlyList<string> Values)[] Differing(Robustness[] tests) =>
        [.. tests.SelectMany(t => t.Settings).Where(s => s.Name != "edits").GroupBy(s => s.Name)
            .Select(g => (g.Key, (IReadOnlyList<string>)[.. g.Select(s => s.Value).Distinct()])).Where(d => d.Item2.Count > 1)];

    private static Cell Sum(ReliabilityModel model, PerturbationResult[] parts) => new(model, parts.Length == 0 ? null : parts[0] with
    {
        Texts = parts.Sum(p => p.Texts),
        Cases = parts.Sum(p => p.Cases),
        SameTokens = parts.Sum(p => p.SameTokens),
        RightBefore = parts.Sum(p => p.RightBefore),
        RightAfter = parts.Sum(p => p.RightAfter),
        Flips = parts.Sum(p => p.Flips),
        SecondCases = parts.Sum(p => p.SecondCases),
        SecondFlips = parts.Sum(p => p.SecondFlips),
        MeanShift = parts.Sum(p => p.MeanShift * p.Cases) / Math.Max(1, parts.Sum(p => p.Cases)),
    }, [.. parts.Where(p => p.Cases > 0).Select(p => p.Flips / (double)p.Cases)]);
}
