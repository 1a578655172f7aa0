using System.Globalization;
namespace DmlStudio.Losses;

/// <summary>Exact Pareto optimal search: weights of several objectives whose common step leads to the Pareto front
/// where the losses stand in a wanted proportion, r₁·l₁ = r₂·l₂ = …</summary>
/// <remarks>Mahapatra and Rajan 2020 (ICML), algorithm 1 and the linear programs of <c>dbmptr/EPOSearch</c>; for two
/// objectives in closed form.</remarks>
public static class ParetoSearch
{
    /// <summary>Smallest loss that is reckoned with; a smaller one, or a negative one, counts as this.</summary>
    public const double LeastLoss = 1e-8;

    /// <summary>Above this non-uniformity a step goes towards the preference.</summary>
    public const double Balanced = 1e-4;

    /// <summary>The weights of a step.</summary>
    /// <param name="losses">l [m], m ≥ 2.</param>
    /// <param name="preference">r [m], above 0; a larger one asks for a smaller loss.</param>
    /// <param name="gram">G [m, m]: products of the objectives' gradients.</param>
    /// <param name="restricted">Near the preference, forbid steps away from it.</param>
    /// <exception cref="ArgumentException">Sizes that differ, fewer than two objectives, a preference that is not above
    /// 0, or numbers that are not finite.</exception>
    public static ParetoStep Weigh(IReadOnlyList<double> losses, IReadOnlyList<double> preference, double[,] gram, bool restricted = true)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(preference);
        ArgumentNullException.ThrowIfNull(gram);
        Require(losses, preference, gram);
        var m = losses.Count;
        var clamped = losses.Any(l => l < LeastLoss);
        var weighted = losses.Select((l, j) => preference[j] * Math.Max(l, LeastLoss)).ToArray();
        var share = weighted.Select(x => x / weighted.Sum()).ToArray();
        var mu = share.Where(s => s > 2.2e-16).Sum(s => s * Math.Log(m * s));
        var a = share.Select((s, j) => preference[j] * (Math.Log(m * s) - mu)).ToArray();
        var b = Enumerable.Range(0, m).Select(j => Enumerable.Range(0, m).Sum(k => gram[j, k] * a[k])).ToArray();
        var balance = mu > Balanced;
        // An objective without a gradient, such as a skipped metric loss, cannot be moved: the others are weighed alone.
        var moving = Enumerable.Range(0, m).Where(j => Enumerable.Range(0, m).Any(k => gram[j, k] != 0 || gram[k, j] != 0)).ToArray();
        var found = moving.Length switch
        {
            0 => null,
            1 => [1],
            2 => Two(moving, weighted, b, gram, balance, restricted),
            _ => ByProgram(moving, weighted, b, gram, balance, restricted),
        };
        var alpha = new double[m];
        if (found is null) { for (var j = 0; j < m; j++) { alpha[j] = preference[j] / preference.Sum(); } }
        else { for (var j = 0; j < moving.Length; j++) { alpha[moving[j]] = found[j]; } }
        return new ParetoStep(balance ? "balance" : "dominate", mu, a, b, alpha, found is not null, clamped);
    }

    /// <summary>Two objectives: the linear program is an interval of s = α of the one that is behind.</summary>
    private static double[]? Two(int[] of, double[] weighted, double[] b, double[,] gram, bool balance, bool restricted)
    {
        var behind = weighted[of[0]] >= weighted[of[1]] ? 0 : 1;
        var (h, o) = (of[behind], of[1 - behind]);
        var (low, high) = (0.0, 1.0);
        var feasible = true;
        // k·s ≥ bound
        void AtLeast(double k, double bound)
        {
            if (double.IsNegativeInfinity(bound)) { return; }
            if (k > 0) { low = Math.Max(low, bound / k); }
            else if (k < 0) { high = Math.Min(high, bound / k); }
            else { feasible &= bound <= 0; }
        }
        var ahead = !balance ? 0 : b[o] > 0 ? double.NegativeInfinity : b[h] > 0 ? b[o] : 0;
        AtLeast(gram[h, h] - gram[h, o], -gram[h, o]);
        AtLeast(gram[o, h] - gram[o, o], ahead - gram[o, o]);
        if (!balance && restricted) { AtLeast(b[h] - b[o], Math.Min(Math.Max(b[h], b[o]), 0) - b[o]); }
        if (!feasible || low > high + 1e-9) { return null; }
        var gain = balance ? b[h] - b[o] : gram[h, h] + gram[o, h] - gram[h, o] - gram[o, o];
        var s = Math.Clamp(gain > 0 ? high : gain < 0 ? low : (low + high) / 2, 0, 1);
        return behind == 0 ? [s, 1 - s] : [1 - s, s];
    }

    /// <summary>Three objectives and more: the linear program over the simplex. For two it gives what the closed form gives.</summary>
    /// <param name="of">Positions of the objectives that are weighed, [k].</param>
    /// <param name="weighted">r·l of all, [m].</param>
    /// <param name="b">G·a of all, [m].</param>
    /// <param name="gram">G [m, m].</param>
    /// <param name="balance">Whether the step goes towards the preference.</param>
    /// <param name="restricted">Near the preference, forbid steps away from it.</param>
    /// <returns>Weights of the objectives in <paramref name="of"/>, or null when none meet the conditions.</returns>
    public static double[]? ByProgram(int[] of, double[] weighted, double[] b, double[,] gram, bool balance, bool restricted)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(weighted);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentNullException.ThrowIfNull(gram);
        var m = of.Length;
        double[] Row(int j) => [.. of.Select(k => gram[of[j], k])];
        var constraints = new List<(double[] Row, double Bound)>();
        var worst = of.Max(j => weighted[j]);
        var any = of.Any(j => b[j] > 0);
        for (var j = 0; j < m; j++)
        {
            var bound = !balance || weighted[of[j]] == worst || !any ? 0 : b[of[j]] > 0 ? double.NegativeInfinity : b[of[j]];
            if (!double.IsNegativeInfinity(bound)) { constraints.Add((Row(j), bound)); }
        }
        double[] direction = [.. of.Select(j => b[j])];
        if (!balance && restricted) { constraints.Add((direction, Math.Min(direction.Max(), 0))); }
        double[] gain = balance ? direction : [.. Enumerable.Range(0, m).Select(k => Enumerable.Range(0, m).Sum(j => gram[of[j], of[k]]))];
        return SimplexProgram.Maximise(gain, constraints);
    }

    private static void Require(IReadOnlyList<double> losses, IReadOnlyList<double> preference, double[,] gram)
    {
        var m = losses.Count;
        if (m < 2 || m > SimplexProgram.Most || preference.Count != m || gram.GetLength(0) != m || gram.GetLength(1) != m)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Found {m} losses, {preference.Count} preferences and a {gram.GetLength(0)}×{gram.GetLength(1)} matrix of gradients; "
                    + $"expected the same number of each, 2 to {SimplexProgram.Most}."));
        }
        if (preference.Any(r => !(r > 0) || double.IsInfinity(r)))
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Found the preference ({string.Join(", ", preference)}); expected numbers above 0. Name a small one in place of 0."));
        }
        if (losses.Any(l => !double.IsFinite(l)) || gram.Cast<double>().Any(g => !double.IsFinite(g)))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"Found losses ({string.Join(", ", losses)}) or gradients that are not finite; training has diverged. Lower the "
                        + $"learning rate."));
        }
    }
}
