namespace DmlStudio.Statistics;

/// <summary>Ranks of values, the smallest first, from 1; equal values share a rank in one of several ways.</summary>
public static class Ranks
{
    /// <summary>Equal values get the mean of their ranks.</summary>
    public static double[] Average(IReadOnlyList<double> values) => Of(values, (first, last, _, _) => (first + last) / 2.0);

    /// <summary>Equal values get the smallest of their ranks.</summary>
    public static double[] Smallest(IReadOnlyList<double> values) => Of(values, (first, _, _, _) => first);

    /// <summary>Equal values get the largest of their ranks.</summary>
    public static double[] Largest(IReadOnlyList<double> values) => Of(values, (_, last, _, _) => last);

    /// <summary>Equal values get one rank, and the next value the next rank.</summary>
    public static double[] Dense(IReadOnlyList<double> values) => Of(values, (_, _, group, _) => group);

    /// <summary>Equal values are ranked in the order in which they stand.</summary>
    public static double[] Ordinal(IReadOnlyList<double> values) => Of(values, (_, _, _, place) => place);

    /// <summary>Sizes of the groups of equal values, those of one value included.</summary>
    public static IEnumerable<int> Groups(IEnumerable<double> values) => values.GroupBy(v => v).Select(g => g.Count());

    private static double[] Of(IReadOnlyList<double> values, Func<int, int, int, int, double> rank)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();        // stable
        var ranks = new double[order.Length];
        for (int first = 0, group = 1; first < order.Length; group++)
        {
            var last = first;
            while (last + 1 < order.Length && values[order[last + 1]] == values[order[first]]) { last++; }
            for (var i = first; i <= last; i++) { ranks[order[i]] = rank(first + 1, last + 1, group, i + 1); }
            first = last + 1;
        }
        return ranks;
    }
}
