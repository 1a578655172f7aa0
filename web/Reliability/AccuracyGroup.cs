using DmlStudio.Statistics;

namespace DmlStudio.Web.Reliability;

/// <summary>Accuracy of one group of rows.</summary>
/// <param name="Count">Rows n.</param>
/// <param name="Right">Rows with the right label.</param>
/// <param name="Mean">Mean of the value that made the groups; NaN without rows.</param>
/// <param name="Lowest">Smallest value; NaN without rows.</param>
/// <param name="Highest">Largest value; NaN without rows.</param>
public sealed record AccuracyGroup(int Count, int Right, double Mean, double Lowest, double Highest)
{
    /// <summary>Share of right rows, 0..1; NaN without rows.</summary>
    public double Accuracy => Count == 0 ? double.NaN : Right / (double)Count;

    /// <summary>Wilson 95 % interval of the accuracy, or null without rows.</summary>
    public (double Low, double High)? Interval => Count == 0 ? null : Wilson.Interval(Right, Count);

    /// <summary>Accuracy of every group of the same rows.</summary>
    /// <param name="groups">Positions of each group's rows.</param>
    /// <param name="values">Value per row.</param>
    /// <param name="right">Whether a row is right.</param>
    public static IReadOnlyList<AccuracyGroup> Of(IReadOnlyList<int[]> groups, IReadOnlyList<double> values, IReadOnlyList<bool> right)
    {
        return [.. groups.Select(g =>
            new AccuracyGroup(g.Length, g.Count(i => right[i]), g.Length == 0 ? double.NaN : g.Average(i => values[i]),
            g.Length == 0 ? double.NaN : g.Min(i => values[i]), g.Length == 0 ? double.NaN : g.Max(i => values[i])))];
    }

    /// <summary>Spearman correlation of the group's number (from 1) with its accuracy, −1..1; with the largest values first,
    /// positive means that accuracy falls with the value. Null when all accuracies are equal or fewer than three groups
    /// have rows.</summary>
    /// <param name="groups">Groups in order.</param>
    public static double? Spearman(IReadOnlyList<AccuracyGroup> groups)
    {
        var some = groups.Where(g => g.Count > 0).ToArray();
        return some.Length < 3 ? null : Correlation.Spearman([.. some.Select((_, i) => (double)i)], [.. some.Select(g => g.Accuracy)]);
    }
}
