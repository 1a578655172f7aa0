namespace DmlStudio.Statistics;

/// <summary>Rows in groups of equal size by a value: sizes differ by at most one, the first groups get the extra rows.</summary>
public static class EqualGroups
{
    /// <summary>Groups by falling value, so that the first group holds the largest; ties keep their order (stable).</summary>
    /// <param name="values">One value per row, finite.</param>
    /// <param name="groups">Number of groups, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one group.</exception>
    /// <returns>Positions of each group's rows; groups are empty when there are fewer rows than groups.</returns>
    public static IReadOnlyList<int[]> Falling(IReadOnlyList<double> values, int groups) => Cut(values, groups, -1);

    /// <summary>Groups by rising value, so that the first group holds the smallest; ties keep their order (stable).</summary>
    /// <inheritdoc cref="Falling"/>
    public static IReadOnlyList<int[]> Rising(IReadOnlyList<double> values, int groups) => Cut(values, groups, 1);

    private static int[][] Cut(IReadOnlyList<double> values, int groups, int sign)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => sign * values[i])];
        int small = order.Length / groups, larger = order.Length % groups;
        return [.. Enumerable.Range(0, groups)
            .Select(g => order[(g * small + Math.Min(g, larger))..((g + 1) * small + Math.Min(g + 1, larger))])];
    }
}
