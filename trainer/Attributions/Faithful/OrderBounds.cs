namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>The best and the worst order that a model lets a method reach, so that models can be compared: comprehensiveness over nested
/// sets of words, sufficiency over nested kept sets. Every order is considered where all coalitions can be read;
/// otherwise a beam.</summary>
/// <remarks>Edin et al. 2024, arXiv:2408.08137 (normalised AOPC).</remarks>
internal static class OrderBounds
{
    /// <summary>Longest text whose coalitions are all read.</summary>
    public const int ExactWords = 10;

    /// <summary>The order whose sum of gains over the bins is largest.</summary>
    /// <param name="text">The model's answers about the text.</param>
    /// <param name="label">Label whose probability is watched.</param>
    /// <param name="absence">How words are taken away.</param>
    /// <param name="keep">False: words are taken away (comprehensiveness); true: only they are kept (sufficiency).</param>
    /// <param name="lowest">True: the order for which the probability is lowest in the bins; false: highest.</param>
    /// <param name="beam">Sets kept per size where not all are considered.</param>
    /// <returns>Words in that order; those beyond the last bin stand as they are.</returns>
    public static int[] Order(TextScores text, int label, Absence absence, bool keep, bool lowest, int beam)
    {
        var d = text.Words;
        // How many bins end at each size.
        var weight = new int[d + 1];
        foreach (var q in WordOrder.Bins) { weight[WordOrder.Count(q, d)]++; }
        var last = WordOrder.Count(WordOrder.Bins[^1], d);
        var sign = lowest ? -1.0 : 1;
        bool[] Mask(IEnumerable<int> set) => keep ? WordSets.Only(d, set) : WordSets.Without(d, set);
        if (d <= ExactWords) { text.Of(ShapleyValues.Coalitions(d), absence); }
        List<(int[] Order, double Sum)> best = [([], 0)];
        for (var size = 1; size <= last; size++)
        {
            var next = new Dictionary<MaskKey, (int[] Order, double Sum)>();
            foreach (var (order, sum) in best)
            {
                for (var w = 0; w < d; w++)
                {
                    if (order.Contains(w)) { continue; }
                    int[] longer = [.. order, w];
                    var key = MaskKey.Of(WordSets.Only(d, longer));
                    // Of two ways to the same set only the better can lead to the best order.
                    if (!next.TryGetValue(key, out var known) || sum > known.Sum) { next[key] = (longer, sum); }
                }
            }
            var sets = next.Values.ToArray();
            var answers = text.Of([.. sets.Select(s => Mask(s.Order))], absence);
            var scored = sets.Select((s, i) =>
                (s.Order, Sum: s.Sum + weight[size] * sign * answers[i].Probability(label), Now: sign * answers[i].Probability(label)));
            best = [.. (d <= ExactWords ? scored : scored.OrderByDescending(s => s.Sum + s.Now).Take(beam)).Select(s => (s.Order, s.Sum))];
        }
        var found = best.MaxBy(b => b.Sum).Order;
        return [.. found, .. Enumerable.Range(0, d).Where(w => !found.Contains(w))];
    }
}
