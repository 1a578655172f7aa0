using DmlStudio.Comparisons;
using DmlStudio.Statistics;

namespace DmlStudio.Claims;

/// <summary>What the stored runs of one experiment with one encoder say of a claim.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Experiment">The experiment that checks it; null for a claim that none can check.</param>
/// <param name="Encoder">Encoder of the runs; null without runs.</param>
/// <param name="Cells">Datasets on which both sides have a shared draw.</param>
public sealed record ClaimFinding(Claim Claim, ClaimExperiment? Experiment, string? Encoder, IReadOnlyList<ClaimFinding.Cell> Cells)
{
    /// <summary>Most draws a dataset that are asked for in a verdict.</summary>
    public const int MostDraws = 1000;

    /// <summary>Both sides on one dataset.</summary>
    /// <param name="Dataset">The dataset.</param>
    /// <param name="Gain">The claimed loss over the baseline, by draw.</param>
    public sealed record Cell(string Dataset, Comparison Gain)
    {
        /// <summary>Configuration of the claimed loss.</summary>
        public string Configuration => Gain.Pairs[0].Other.Run.Configuration;

        /// <summary>Configuration of the baseline.</summary>
        public string Baseline => Gain.Pairs[0].Baseline.Run.Configuration;
    }

    /// <summary>What is missing here for a check, in words; empty where nothing is. Set by who knows the data at hand.</summary>
    public string Missing { get; init; } = Claim.Missing;

    /// <summary>Mean difference over the datasets, each counting once, above 0 where the claimed loss is better; null without runs.
    /// </summary>
    public MeanOverDatasets? Average { get; } = Cells.Count == 0 ? null : Turned(Cells);

    /// <summary>Draws of the dataset that has fewest; 0 without runs.</summary>
    public int Fewest => Cells.Count == 0 ? 0 : Cells.Min(c => c.Gain.Test.Count);

    /// <summary>Draws of the dataset that has most; 0 without runs.</summary>
    public int Most => Cells.Count == 0 ? 0 : Cells.Max(c => c.Gain.Test.Count);

    /// <summary>Datasets that have fewer draws than another.</summary>
    public IReadOnlyList<string> Behind =>
        Fewest == Most ? [] : [.. Cells.Where(c => c.Gain.Test.Count == Fewest).Select(c => c.Dataset)];

    /// <summary>Low and high end of the 95 % interval; null with too few draws for one.</summary>
    public (double Low, double High)? Interval =>
        Average is { Half: { } half, Mean: var mean } ? (mean - half, mean + half) : null;

    /// <summary>What can be said.</summary>
    public Verdict Verdict => Cells.Count == 0 && Missing.Length > 0 ? Verdict.CannotCheck
        // Draws that do not vary have an interval of no width, which tells nothing of other draws.
        : Interval is not { } interval || Average!.P is null ? Verdict.CannotTell
        : interval.Low > 0 ? Verdict.Agrees
        : interval.High < 0 ? Verdict.Disagrees
        : Verdict.CannotTell;

    /// <summary>Whether it could be checked here and nobody made the runs.</summary>
    public bool Untried => Verdict == Verdict.CannotTell && Cells.Count == 0;

    /// <summary>Draws that every dataset would need at least, at this mean and spread, for an interval that leaves 0 out; null where up to
    /// <see cref="MostDraws"/> would not, or nothing is known of the spread.</summary>
    public int? Telling
    {
        get
        {
            if (Interval is null || Average!.P is null || Average.Mean == 0) { return null; }
            for (var count = Fewest; count <= MostDraws; count++)
            {
                CorrectedResampledT[] tests =
                    [.. Cells.Select(c => c.Gain.Test.WithPairs(Math.Max(count, c.Gain.Test.Count), c.Gain.Ratio)!)];
                if (MeanOverDatasets.Of(tests).Half < Math.Abs(Average.Mean)) { return count; }
            }
            return null;
        }
    }

    /// <summary>How the published figure lies to the interval: −1 below it (more was found here), 0 inside, 1 above it; null without a
    /// figure or an interval. A published range is inside when it meets the interval; one bound alone is a range without another.</summary>
    public int? Size
    {
        get
        {
            if (Interval is not { } found || !Claim.HasFigure) { return null; }
            var unit = Claim.ComparesShares ? 100 : 1;
            var low = (Claim.Figure ?? Claim.Low ?? double.NegativeInfinity) / unit;
            var high = (Claim.Figure ?? Claim.High ?? double.PositiveInfinity) / unit;
            return low > found.High ? 1 : high < found.Low ? -1 : 0;
        }
    }

    private static MeanOverDatasets Turned(IReadOnlyList<Cell> cells)
    {
        var found = MeanOverDatasets.Of([.. cells.Select(c => c.Gain.Test)]);
        return found with { Mean = cells[0].Gain.Metric.Better(found.Mean) };
    }
}
