namespace DmlStudio.Trainer.Evaluation;

/// <summary>How much nearer each embedding is to its own label than to the nearest other, −1..1; rows are normalised first.</summary>
/// <remarks>Rousseeuw 1987: (b − a)/max(a, b), a the mean distance to the own label without itself, b the smallest mean
/// distance to another. A label of one text scores 0; with a single label, or a label for each text, it is not defined (NaN).</remarks>
internal static class Silhouette
{
    /// <summary>Score of each row, [N].</summary>
    /// <param name="cosines">Embeddings × themselves.</param>
    /// <param name="labels">Labels, [N].</param>
    /// <param name="euclidean">Euclidean distance of the unit rows, √(2 − 2 cos); otherwise cosine distance 1 − cos.</param>
    public static double[] Of(Cosines cosines, int[] labels, bool euclidean = true)
    {
        int[] names = [.. labels.Distinct().Order()], at = [.. labels.Select(l => Array.IndexOf(names, l))];
        var counts = new int[names.Length];
        foreach (var group in at) { counts[group]++; }
        if (names.Length < 2) { return [.. labels.Select(_ => double.NaN)]; }
        var scores = new double[labels.Length];
        var sums = new double[names.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            if (counts[at[i]] == 1) { continue; }
            Array.Clear(sums);
            var row = cosines[i];
            for (var j = 0; j < row.Length; j++)
            {
                if (i != j) { sums[at[j]] += euclidean ? Math.Sqrt(Math.Max(0, 2 - 2 * row[j])) : 1 - row[j]; }
            }
            var own = sums[at[i]] / (counts[at[i]] - 1);
            var other = Enumerable.Range(0, names.Length).Where(c => c != at[i]).Min(c => sums[c] / counts[c]);
            scores[i] = Math.Max(own, other) > 0 ? (other - own) / Math.Max(own, other) : 0;
        }
        return scores;
    }
}
