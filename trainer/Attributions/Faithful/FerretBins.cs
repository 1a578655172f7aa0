namespace DmlStudio.Trainer.Attributions.Faithful;

/// <summary>Comprehensiveness and sufficiency as ferret computes them, for cross-checks: bins 10 % … 100 %, ⌊q·d⌋ words, positive weights
/// only, words deleted, a bin that repeats the one before left out; 0 and 1 when nothing is left.</summary>
/// <remarks>Attanasio et al. 2023, arXiv:2208.01575.</remarks>
internal static class FerretBins
{
    /// <summary>Sets of words of the bins.</summary>
    /// <param name="weights">Weights, [d].</param>
    public static IReadOnlyList<int[]> Sets(double[] weights)
    {
        var order = WordOrder.Of(weights);
        var sets = new List<int[]>();
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            int[] set = [.. order.Take(tenth * weights.Length / 10).Where(w => weights[w] > 0).Order()];
            if (set.Length > 0 && (sets.Count == 0 || !sets[^1].SequenceEqual(set))) { sets.Add(set); }
        }
        return sets;
    }

    /// <param name="text">The model's answers about the text.</param>
    /// <param name="weights">Weights, [d].</param>
    /// <param name="label">Label whose probability is watched.</param>
    public static (double Comprehensiveness, double Sufficiency, int Bins) Of(TextScores text, double[] weights, int label)
    {
        var sets = Sets(weights);
        if (sets.Count == 0) { return (0, 1, 0); }
        var full = text.Whole.Probability(label);
        double Mean(IEnumerable<bool[]> masks) => full - text.Of([.. masks], Absence.Delete).Average(o => o.Probability(label));
        return (Mean(sets.Select(s => WordSets.Without(text.Words, s))), Mean(sets.Select(s => WordSets.Only(text.Words, s))), sets.Count);
    }
}
