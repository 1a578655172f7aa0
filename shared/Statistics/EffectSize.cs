using MathNet.Numerics.Statistics;

namespace DmlStudio.Statistics;

/// <summary>How far two groups of values lie apart, without regard to how many there are.</summary>
public static class EffectSize
{
    /// <summary>Cohen's d: difference of the means by the pooled standard deviation; null when that is 0 or a group has
    /// fewer than two values.</summary>
    /// <param name="a">First group.</param>
    /// <param name="b">Second group.</param>
    public static double? CohenD(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count < 2 || b.Count < 2) { return null; }
        var pooled = Math.Sqrt(((a.Count - 1) * a.Variance() + (b.Count - 1) * b.Variance()) / (a.Count + b.Count - 2));
        return pooled > 0 ? (a.Average() - b.Average()) / pooled : null;
    }

    /// <summary>Hedges' g: Cohen's d times 1 − 3/(4(n + m) − 9), against its bias in small groups.</summary>
    /// <param name="a">First group.</param>
    /// <param name="b">Second group.</param>
    public static double? HedgesG(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
        CohenD(a, b) * (1 - 3.0 / (4 * (a.Count + b.Count) - 9));

    /// <summary>Cliff's δ: share of pairs in which a is higher less the share in which b is, −1..1.</summary>
    /// <param name="a">First group.</param>
    /// <param name="b">Second group.</param>
    public static double CliffDelta(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
        a.Sum(x => b.Sum(y => Math.Sign(x - y))) / ((double)a.Count * b.Count);

    /// <summary>Vargha and Delaney's A: chance that a value of a is higher than one of b, ties counted half, 0..1.</summary>
    /// <param name="a">First group.</param>
    /// <param name="b">Second group.</param>
    public static double VarghaDelaneyA(IReadOnlyList<double> a, IReadOnlyList<double> b) => (CliffDelta(a, b) + 1) / 2;
}
