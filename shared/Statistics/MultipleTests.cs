namespace DmlStudio.Statistics;

/// <summary>p values of several tests, enlarged so that together they stay within one error rate.</summary>
public static class MultipleTests
{
    /// <summary>Holm's step-down procedure: the chance of any false claim stays below the level.</summary>
    /// <param name="p">p values.</param>
    /// <returns>Adjusted p values, in the same order.</returns>
    public static double[] Holm(IReadOnlyList<double> p) => StepDown(p, (value, rank, count) => value * (count - rank + 1));

    /// <summary>Bonferroni: each p times the number of tests.</summary>
    /// <param name="p">p values.</param>
    public static double[] Bonferroni(IReadOnlyList<double> p)
    {
        return [.. p.Select(v => Math.Min(1, v * p.Count))];
    }

    /// <summary>Benjamini–Hochberg: the expected share of false claims among the claims stays below the level, for
    /// independent tests.</summary>
    /// <param name="p">p values.</param>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p) => StepUp(p, 1);

    /// <summary>Benjamini–Yekutieli: the same for tests that depend on each other in any way.</summary>
    /// <param name="p">p values.</param>
    public static double[] BenjaminiYekutieli(IReadOnlyList<double> p)
    {
        return StepUp(p, Enumerable.Range(1, p.Count).Sum(i => 1.0 / i));
    }

    private static double[] StepDown(IReadOnlyList<double> p, Func<double, int, int, double> enlarge)
    {
        var adjusted = new double[p.Count];
        var largest = 0.0;
        foreach (var (index, rank) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Select((index, at) => (index, at + 1)))
        {
            largest = Math.Max(largest, Math.Min(1, enlarge(p[index], rank, p.Count)));
            adjusted[index] = largest;
        }
        return adjusted;
    }

    private static double[] StepUp(IReadOnlyList<double> p, double factor)
    {
        var adjusted = new double[p.Count];
        var smallest = 1.0;
        foreach (var (index, rank) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Select((index, at) => (index, at + 1)).Reverse())
        {
            smallest = Math.Min(smallest, p[index] * factor * p.Count / rank);
            adjusted[index] = smallest;
        }
        return adjusted;
    }
}
