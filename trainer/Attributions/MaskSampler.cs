namespace DmlStudio.Trainer.Attributions;

/// <summary>Which perturbed texts are read, each once, with its weight in the surrogate.</summary>
/// <param name="Masks">Distinct masks; true = word present.</param>
/// <param name="Weights">Kernel times the number of draws (or probability) of each.</param>
/// <param name="Exact">All masks were enumerated: nothing was drawn.</param>
/// <param name="Group">Masks of equal number were drawn together (a mask and its opposite); null when each was drawn alone.</param>
/// <param name="Draws">How often each was drawn; null for once.</param>
/// <param name="Left">Share of all masks that were not drawn, where none is drawn twice: what is drawn of few leaves little to chance;
/// 1 where masks come back.</param>
internal sealed record MaskSampler(IReadOnlyList<bool[]> Masks, double[] Weights, bool Exact, int[]? Group = null, int[]? Draws = null,
    double Left = 1)
{
    /// <summary>Draws masks, or enumerates all where that is no more.</summary>
    /// <remarks>Ribeiro et al. 2016, arXiv:1602.04938.</remarks>
    /// <param name="words">Number of words, at least 1.</param>
    public static MaskSampler Draw(LimeProfile profile, int words, int count, Random random)
    {
        if (words < 31 && 1L << words <= count) { return Enumerate(profile, words, count); }
        var drawn = new List<bool[]>(count);
        var full = Enumerable.Repeat(true, words).ToArray();
        if (profile.Sampling != LimeSampling.Fair) { drawn.Add(full); }
        if (profile.Sampling == LimeSampling.Antithetic) { drawn.Add(new bool[words]); }
        while (drawn.Count < count)
        {
            if (profile.Sampling == LimeSampling.UniformRemoved)
            {
                var mask = (bool[])full.Clone();
                var order = Enumerable.Range(0, words).ToArray();
                random.Shuffle(order);
                foreach (var w in order.Take(random.Next(1, words + 1))) { mask[w] = false; }
                drawn.Add(mask);
                continue;
            }
            var fair = Enumerable.Range(0, words).Select(_ => random.Next(2) == 1).ToArray();
            drawn.Add(fair);
            if (profile.Sampling == LimeSampling.Antithetic && drawn.Count < count) { drawn.Add([.. fair.Select(m => !m)]); }
        }
        var sample = Merge(drawn, [.. drawn.Select(profile.Kernel)]);
        // A mask and its opposite come together, the first time too.
        return profile.Sampling == LimeSampling.Antithetic ? sample with { Group = Pairs(sample.Masks.Count) } : sample;
    }

    /// <summary>Antithetic pairs, each at most once: a mask and its opposite, so that what depends on an even number of
    /// words cancels.</summary>
    /// <param name="words">Number of words, at least 1.</param>
    /// <param name="count">Masks; where there are no more in all, all are enumerated.</param>
    /// <param name="random">Generator; a longer draw begins with a shorter one.</param>
    public static MaskSampler Pairs(LimeProfile profile, int words, int count, Random random)
    {
        if (words < 31 && 1L << words <= count) { return Enumerate(profile, words, count); }
        var seen = new HashSet<MaskKey>();
        var masks = new List<bool[]>(count);
        while (masks.Count + 1 < count)
        {
            bool[] mask = [.. Enumerable.Range(0, words).Select(_ => random.Next(2) == 1)], opposite = [.. mask.Select(m => !m)];
            if (!seen.Add(MaskKey.Of(mask)) || !seen.Add(MaskKey.Of(opposite))) { continue; }
            masks.Add(mask);
            masks.Add(opposite);
        }
        return new MaskSampler(masks, [.. masks.Select(profile.Kernel)], false, Pairs(masks.Count),
            Left: 1 - masks.Count / Math.Pow(2, words));
    }

    /// <summary>Joins equal masks and adds their weights.</summary>
    /// <param name="weights">Their weights.</param>
    public static MaskSampler Merge(IReadOnlyList<bool[]> masks, double[] weights)
    {
        var places = new Dictionary<MaskKey, int>();
        var distinct = new List<bool[]>();
        var sums = new List<double>();
        var draws = new List<int>();
        for (var i = 0; i < masks.Count; i++)
        {
            var key = MaskKey.Of(masks[i]);
            if (places.TryAdd(key, distinct.Count))
            {
                distinct.Add(masks[i]);
                sums.Add(0);
                draws.Add(0);
            }
            sums[places[key]] += weights[i];
            draws[places[key]]++;
        }
        return new MaskSampler(distinct, [.. sums], false, Draws: [.. draws]);
    }

    /// <summary>All masks with the weights that infinitely many draws would give.</summary>
    /// <param name="words">Number of words.</param>
    /// <param name="count">Draws that the weights stand for; a Ridge is not free of scale.</param>
    public static MaskSampler Enumerate(LimeProfile profile, int words, int count)
    {
        bool[][] masks = [.. Enumerable.Range(0, 1 << words)
            .Select(bits => Enumerable.Range(0, words).Select(w => (bits >> w & 1) == 1).ToArray())];
        return new MaskSampler(masks, [.. masks.Select(m =>
        {
            var removed = m.Count(p => !p);
            return profile.Sampling != LimeSampling.UniformRemoved ? profile.Kernel(m)
                : removed == 0 ? 1 : profile.Kernel(m) * (count - 1) / (words * Choose(words, removed));
        })], true);
    }

    private static int[] Pairs(int masks) => [.. Enumerable.Range(0, masks).Select(i => i / 2)];

    private static double Choose(int n, int k)
    {
        var ways = 1.0;
        for (var i = 1; i <= k; i++) { ways = ways * (n - k + i) / i; }
        return ways;
    }
}
