namespace DmlStudio.Reliability;

/// <summary>Correlation of ranks.</summary>
public static class RankCorrelation
{
    /// <summary>Spearman's ρ: Pearson's correlation of the ranks; ties share their mean rank.</summary>
    /// <param name="a">Values, [N].</param>
    /// <param name="b">Values, [N].</param>
    /// <returns>−1..1; null when one of them does not vary.</returns>
    public static double? Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != b.Count) { throw new ArgumentException(FormattableString.Invariant($"{a.Count} and {b.Count} values; expected equally many."), nameof(b)); }
        double[] x = Ranks(a), y = Ranks(b);
        var middle = (a.Count + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - middle) * (y[i] - middle);
            xx += (x[i] - middle) * (x[i] - middle);
            yy += (y[i] - middle) * (y[i] - middle);
        }
        return xx == 0 || yy == 0 ? null : xy / Math.Sqrt(xx * yy);
    }

    /// <summary>Ranks from 1, ascending; ties share their mean rank.</summary>
    /// <param name="values">Values.</param>
    public static double[] Ranks(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[order.Length];
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && values[order[to]] == values[order[from]]) { to++; }
            for (var i = from; i < to; i++) { ranks[order[i]] = (from + to + 1) / 2.0; }
            from = to;
        }
        return ranks;
    }
}
