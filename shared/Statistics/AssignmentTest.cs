namespace DmlStudio.Statistics;

/// <summary>Whether texts score higher with what they were given than with what others were given: a permutation test without drawing
/// permutations.</summary>
/// <remarks>Σ_i a(i, π(i)) over all permutations π is nearly normal, with mean Σ a / n and variance Σ (a_ij − ā_i· − ā_·j + ā)² / (n − 1)
/// (Hoeffding 1951, "A Combinatorial Central Limit Theorem").</remarks>
public static class AssignmentTest
{
    /// <summary>How many standard deviations the sum lies above its mean over all ways to deal the labels out.</summary>
    /// <param name="scores">Scores of n texts with each of C labels, [n · C].</param>
    /// <param name="labels">The label of each text, [n].</param>
    /// <param name="classes">C.</param>
    /// <returns>z; 0 where dealing changes nothing: a single text or label, or equal scores.</returns>
    public static double Z(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, int classes)
    {
        var n = labels.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, n * classes);
        if (n < 2) { return 0; }
        var share = new double[classes];
        foreach (var label in labels) { share[label] += 1.0 / n; }
        var (ofText, ofLabel, all, sum) = (new double[n], new double[classes], 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            for (var c = 0; c < classes; c++)
            {
                ofText[i] += share[c] * scores[i * classes + c];
                ofLabel[c] += scores[i * classes + c] / n;
            }
            all += ofText[i] / n;
            sum += scores[i * classes + labels[i]];
        }
        var (spread, largest) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            for (var c = 0; c < classes; c++)
            {
                var apart = scores[i * classes + c] - ofText[i] - ofLabel[c] + all;
                spread += share[c] * n * apart * apart;
                largest = Math.Max(largest, Math.Abs(scores[i * classes + c]));
            }
        }
        // What rounding leaves of nothing is nothing.
        return spread <= n * n * 1e-24 * largest * largest ? 0 : (sum - all * n) / Math.Sqrt(spread / (n - 1));
    }

    /// <summary>One z for several draws from a common pool, which share texts and with them chance.</summary>
    /// <remarks>Stouffer's sum with the variance of equally correlated terms, k (1 + (k − 1) ρ).</remarks>
    /// <param name="draws">z of each draw, at least one.</param>
    /// <param name="shared">ρ: share of its texts that a draw has in common with another, 0 to 1.</param>
    public static double Over(IReadOnlyCollection<double> draws, double shared)
    {
        ArgumentOutOfRangeException.ThrowIfZero(draws.Count);
        return draws.Sum() / Math.Sqrt(draws.Count * (1 + (draws.Count - 1) * Math.Clamp(shared, 0, 1)));
    }
}
