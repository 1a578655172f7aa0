namespace DmlStudio.Trainer.Attributions;

/// <summary>Shapley values and interactions from the values of all coalitions.</summary>
internal static class ShapleyValues
{
    /// <summary>φ_i = Σ over S without i of |S|!(d−|S|−1)!/d!·(F(S∪i) − F(S)).</summary>
    /// <remarks>Shapley 1953.</remarks>
    /// <param name="values">F by coalition, [2^d]; bit i of the index = word i present.</param>
    /// <param name="words">Words d.</param>
    public static double[] Of(double[] values, int words)
    {
        // 1 / (d · C(d−1, s)).
        double[] weight = [.. Enumerable.Range(0, words).Select(s => 1 / (words * Choose(words - 1, s)))];
        var phi = new double[words];
        for (var set = 0; set < values.Length; set++)
        {
            var size = int.PopCount(set);
            for (var i = 0; i < words; i++)
            {
                if ((set >> i & 1) == 0) { phi[i] += weight[size] * (values[set | 1 << i] - values[set]); }
            }
        }
        return phi;
    }

    /// <summary>I_ij = Σ over S without i, j of |S|!(d−|S|−2)!/(d−1)!·(F(S∪ij) − F(S∪i) − F(S∪j) + F(S)); diagonal 0.</summary>
    /// <remarks>Grabisch and Roubens 1999.</remarks>
    /// <inheritdoc cref="Of"/>
    /// <returns>[d · d], symmetric.</returns>
    public static double[] Interactions(double[] values, int words)
    {
        var pairs = new double[words * words];
        if (words < 2) { return pairs; }
        double[] weight = [.. Enumerable.Range(0, words - 1).Select(s => 1 / ((words - 1) * Choose(words - 2, s)))];
        for (var set = 0; set < values.Length; set++)
        {
            var size = int.PopCount(set);
            for (var i = 0; i < words; i++)
            {
                if ((set >> i & 1) == 1) { continue; }
                for (var j = 0; j < i; j++)
                {
                    if ((set >> j & 1) == 1) { continue; }
                    pairs[i * words + j] += weight[size]
                        * (values[set | 1 << i | 1 << j] - values[set | 1 << i] - values[set | 1 << j] + values[set]);
                    pairs[j * words + i] = pairs[i * words + j];
                }
            }
        }
        return pairs;
    }

    /// <summary>All masks of d words in the order of their index.</summary>
    /// <param name="words">Words d, below 31.</param>
    public static bool[][] Coalitions(int words) =>
        [.. Enumerable.Range(0, 1 << words).Select(set => Enumerable.Range(0, words).Select(w => (set >> w & 1) == 1).ToArray())];

    internal static double Choose(int n, int k)
    {
        var ways = 1.0;
        for (var i = 1; i <= k; i++) { ways = ways * (n - k + i) / i; }
        return ways;
    }
}
