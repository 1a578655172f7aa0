namespace DmlStudio.Trainer.Evaluation;

/// <summary>How well embeddings find others of their label: references ranked by cosine for every query, ties in index order.</summary>
/// <remarks>Queries without any reference of their label ("lone") are left out; with none left, all figures are NaN.</remarks>
/// <param name="PrecisionAt1">Share of queries whose nearest reference has their label; also recall at 1.</param>
/// <param name="RPrecision">Share of the label among the R nearest, R the number of references of the label.</param>
/// <param name="MapAtR">Mean over ranks up to R of precision where the reference has the label.</param>
/// <param name="Map">The same over the whole ranking.</param>
/// <param name="Mrr">One over the rank of the first reference of the label.</param>
/// <param name="RecallAt">Share of queries with a reference of their label among the k nearest, by k.</param>
/// <param name="Lone">Queries left out.</param>
internal sealed record Retrieval(
    double PrecisionAt1, double RPrecision, double MapAtR, double Map, double Mrr, IReadOnlyDictionary<int, double> RecallAt, int Lone)
{
    private static readonly int[] Ks = [1, 2, 4, 8];

    /// <param name="cosines">Queries × references.</param>
    /// <param name="queries">Labels of the queries, [N].</param>
    /// <param name="references">Labels of the references, [M].</param>
    /// <param name="same">The references are the queries: each leaves itself out.</param>
    /// <param name="perLabel">Means of the labels' means instead of the mean over queries.</param>
    public static Retrieval Of(Cosines cosines, int[] queries, int[] references, bool same, bool perLabel = false)
    {
        var counts = references.GroupBy(l => l).ToDictionary(g => g.Key, g => g.Count());
        var figures = new List<(int Label, double[] Values)>();
        for (var q = 0; q < queries.Length; q++)
        {
            var relevant = counts.GetValueOrDefault(queries[q]) - (same ? 1 : 0);
            if (relevant > 0) { figures.Add((queries[q], Query(cosines[q], queries[q], references, same ? q : -1, relevant))); }
        }
        double Mean(int f) => figures.Count == 0 ? double.NaN
            : perLabel ? figures.GroupBy(v => v.Label).Average(g => g.Average(v => v.Values[f])) : figures.Average(v => v.Values[f]);
        return new Retrieval(Mean(4), Mean(0), Mean(1), Mean(2), Mean(3), Ks.Select((k, i) => (k, i))
            .ToDictionary(k => k.k, k => Mean(4 + k.i)), queries.Length - figures.Count);
    }

    // R-precision, MAP@R, MAP, MRR, recall at each k.
    private static double[] Query(ReadOnlySpan<double> cosines, int label, int[] references, int self, int relevant)
    {
        var keys = new double[references.Length];
        var order = new int[references.Length];
        for (var i = 0; i < keys.Length; i++) { (keys[i], order[i]) = (i == self ? double.PositiveInfinity : -cosines[i], i); }
        // Array.Sort is not stable: the index decides between equal cosines.
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        int found = 0, foundInR = 0, first = 0;
        double atR = 0, all = 0;
        for (var rank = 1; rank <= order.Length && found < relevant; rank++)
        {
            if (order[rank - 1] == self || references[order[rank - 1]] != label) { continue; }
            found++;
            if (first == 0) { first = rank; }
            all += found / (double)rank;
            if (rank <= relevant) { (foundInR, atR) = (found, atR + found / (double)rank); }
        }
        return [foundInR / (double)relevant, atR / relevant, all / relevant, 1.0 / first, .. Ks.Select(k => first <= k ? 1.0 : 0.0)];
    }
}
