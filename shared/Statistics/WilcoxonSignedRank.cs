using MathNet.Numerics.Distributions;

namespace DmlStudio.Statistics;

/// <summary>Wilcoxon's signed-rank test of paired differences: a second opinion beside the t test that asks nothing of
/// their distribution.</summary>
/// <param name="WPlus">Sum of the ranks of the positive differences.</param>
/// <param name="WMinus">Sum of the ranks of the negative differences.</param>
/// <param name="NonZero">Number of differences that are not 0.</param>
/// <param name="P">Two-sided p; null when every difference is 0.</param>
/// <param name="PGreater">One-sided p of differences above 0; null when every difference is 0.</param>
public sealed record WilcoxonSignedRank(double WPlus, double WMinus, int NonZero, double? P, double? PGreater)
{
    /// <summary>Most differences for which the exact distribution is worked out when the method is left to the test.</summary>
    public const int ExactUpTo = 50;

    /// <summary>Smaller of the two rank sums.</summary>
    public double Statistic => Math.Min(WPlus, WMinus);

    /// <summary>Rank-biserial correlation, (W⁺ − W⁻)/(W⁺ + W⁻), −1..1; null when every difference is 0.</summary>
    public double? RankBiserial => WPlus + WMinus > 0 ? (WPlus - WMinus) / (WPlus + WMinus) : null;

    /// <summary>Tests differences: exactly (all signs equally likely over the average ranks) for up to
    /// <see cref="ExactUpTo"/>, else by the normal approximation.</summary>
    /// <param name="differences">Differences; zeros are dropped.</param>
    public static WilcoxonSignedRank Of(IReadOnlyList<double> differences)
    {
        return differences.Count <= ExactUpTo ? Exact(differences) : Approximate(differences);
    }

    /// <summary>Tests by the distribution of all 2ⁿ sign patterns over the average ranks; zeros are dropped.</summary>
    public static WilcoxonSignedRank Exact(IReadOnlyList<double> differences)
    {
        var (ranks, signs, plus, minus) = Ranked(differences, keepZeros: false);
        var n = ranks.Length;
        if (n == 0) { return new WilcoxonSignedRank(0, 0, 0, null, null); }
        // Average ranks are halves, so twice the rank sum is a whole number.
        int[] twice = [.. ranks.Select(r => (int)Math.Round(2 * r))];
        var share = new double[twice.Sum() + 1];
        share[0] = 1;
        var top = 0;
        foreach (var r in twice)
        {
            top += r;
            for (var s = top; s >= 0; s--) { share[s] = 0.5 * share[s] + (s >= r ? 0.5 * share[s - r] : 0); }
        }
        var at = (int)Math.Round(2 * plus);
        double below = share.Take(at + 1).Sum(), above = share.Skip(at).Sum();
        return new WilcoxonSignedRank(plus, minus, signs.Length, Math.Min(1, 2 * Math.Min(below, above)), above);
    }

    /// <summary>Tests by the normal approximation with the variance corrected for ties.</summary>
    /// <param name="keepZeros">Pratt's rule: zeros take part in the ranking and are dropped afterwards; otherwise they
    /// are dropped before.</param>
    /// <param name="continuity">Moves the statistic half a rank towards its mean.</param>
    public static WilcoxonSignedRank Approximate(IReadOnlyList<double> differences, bool keepZeros = false, bool continuity = false)
    {
        var (ranks, signs, plus, minus) = Ranked(differences, keepZeros);
        if (signs.Length == 0) { return new WilcoxonSignedRank(0, 0, 0, null, null); }
        double n = keepZeros ? differences.Count : signs.Length, zeros = n - signs.Length;
        var mean = n * (n + 1) / 4 - zeros * (zeros + 1) / 4;
        var variance = n * (n + 1) * (2 * n + 1) - zeros * (zeros + 1) * (2 * zeros + 1);
        variance -= Ranks.Groups(ranks).Sum(t => 0.5 * t * ((double)t * t - 1));
        var error = Math.Sqrt(variance / 24);
        double Z(double shift) => (plus - mean - (continuity ? shift : 0)) / error;
        var p = 2 * Normal.CDF(0, 1, -Math.Abs(Z(0.5 * Math.Sign(plus - mean))));
        return new WilcoxonSignedRank(plus, minus, signs.Length, Math.Min(1, p), Normal.CDF(0, 1, -Z(0.5)));
    }

    // Ranks and signs of the differences that are not 0. Differences are compared after rounding to 12 digits: shares
    // such as 0.85 − 0.83 and 0.45 − 0.43 are equal for a person.
    private static (double[] Ranks, int[] Signs, double Plus, double Minus) Ranked(IReadOnlyList<double> differences, bool keepZeros)
    {
        double[] rounded = [.. differences.Select(d => Math.Round(d, 12)).Where(d => keepZeros || d != 0)];
        var all = Statistics.Ranks.Average([.. rounded.Select(Math.Abs)]);
        var kept = Enumerable.Range(0, rounded.Length).Where(i => rounded[i] != 0).ToArray();
        return ([.. kept.Select(i => all[i])], [.. kept.Select(i => Math.Sign(rounded[i]))],
            kept.Where(i => rounded[i] > 0).Sum(i => all[i]), kept.Where(i => rounded[i] < 0).Sum(i => all[i]));
    }
}
