namespace DmlStudio.Trainer.Evaluation;

/// <summary>k-means on normalised rows, and how far its clusters are the labels.</summary>
internal static class Clusters
{
    private const int Restarts = 10, Rounds = 50;

    /// <summary>Normalised mutual information: I(a; b) over the mean of the entropies; 1 when both partitions are trivial.</summary>
    /// <param name="a">Cluster of each row, [N].</param>
    /// <param name="b">Cluster of each row, [N].</param>
    public static double MutualInformation(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        double n = a.Count;
        static Dictionary<int, double> Shares(IEnumerable<int> of, double n) =>
            of.GroupBy(v => v).ToDictionary(g => g.Key, g => g.Count() / n);
        Dictionary<int, double> ofA = Shares(a, n), ofB = Shares(b, n);
        double Entropy(Dictionary<int, double> shares) => -shares.Values.Sum(p => p * Math.Log(p));
        var mutual = a.Zip(b).GroupBy(p => p).Sum(g => g.Count() / n * Math.Log(g.Count() / n / (ofA[g.Key.First] * ofB[g.Key.Second])));
        var entropies = (Entropy(ofA) + Entropy(ofB)) / 2;
        return entropies <= 0 ? 1 : Math.Clamp(mutual / entropies, 0, 1);
    }

    /// <summary>k-means with k-means++ starts, the best of ten.</summary>
    /// <param name="rows">[N · D], normalised first.</param>
    /// <param name="dimension">D.</param>
    /// <param name="clusters">k, at least 1; at most N clusters are used.</param>
    /// <param name="random">Source of the starts.</param>
    /// <returns>Cluster of each row, [N].</returns>
    public static int[] KMeans(float[] rows, int dimension, int clusters, Random random)
    {
        var unit = Cosines.Unit(rows, dimension);
        var n = unit.Length / dimension;
        var squares = new double[n];
        for (var i = 0; i < n; i++) { squares[i] = Cosines.Dot(Row(unit, i, dimension), Row(unit, i, dimension)); }
        var best = (Inertia: double.PositiveInfinity, Clusters: new int[n]);
        for (var restart = 0; restart < Restarts; restart++)
        {
            var found = Lloyd(unit, squares, Starts(unit, squares, dimension, Math.Min(clusters, n), random), dimension);
            if (found.Inertia < best.Inertia) { best = found; }
        }
        return best.Clusters;
    }

    private static ReadOnlySpan<double> Row(double[] rows, int i, int dimension) => rows.AsSpan(i * dimension, dimension);

    private static double Distance(double[] unit, double[] squares, int i, ReadOnlySpan<double> centre, double centreSquare,
        int dimension) =>
        Math.Max(0, squares[i] + centreSquare - 2 * Cosines.Dot(Row(unit, i, dimension), centre));

    // Each further start is a row drawn with a chance that grows with its squared distance to the starts so far.
    private static double[] Starts(double[] unit, double[] squares, int dimension, int clusters, Random random)
    {
        var n = squares.Length;
        var centres = new double[clusters * dimension];
        var nearest = Enumerable.Repeat(double.PositiveInfinity, n).ToArray();
#pragma warning disable CA5394      // starting points, not secrets
        var chosen = random.Next(n);
        for (var c = 0; c < clusters; c++)
        {
            Row(unit, chosen, dimension).CopyTo(centres.AsSpan(c * dimension));
            for (var i = 0; i < n; i++)
            {
                nearest[i] = Math.Min(nearest[i], Distance(unit, squares, i, Row(centres, c, dimension), squares[chosen], dimension));
            }
            var at = random.NextDouble() * nearest.Sum();
            chosen = n - 1;
            for (var i = 0; i < n; i++) { if ((at -= nearest[i]) < 0) { chosen = i; break; } }
        }
#pragma warning restore CA5394
        return centres;
    }

    private static (double Inertia, int[] Clusters) Lloyd(double[] unit, double[] squares, double[] centres, int dimension)
    {
        int n = squares.Length, k = centres.Length / dimension;
        var clusters = new int[n];
        double inertia = 0, before = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            inertia = 0;
            double[] lengths = [.. Enumerable.Range(0, k).Select(c => Cosines.Dot(Row(centres, c, dimension), Row(centres, c, dimension)))];
            for (var i = 0; i < n; i++)
            {
                var least = double.PositiveInfinity;
                for (var c = 0; c < k; c++)
                {
                    var distance = Distance(unit, squares, i, Row(centres, c, dimension), lengths[c], dimension);
                    if (distance < least) { (least, clusters[i]) = (distance, c); }
                }
                inertia += least;
            }
            if (inertia >= before * (1 - 1e-6)) { break; }
            before = inertia;
            var counts = new int[k];
            var means = new double[centres.Length];
            for (var i = 0; i < n; i++)
            {
                counts[clusters[i]]++;
                for (var d = 0; d < dimension; d++) { means[clusters[i] * dimension + d] += unit[i * dimension + d]; }
            }
            // A cluster that lost all its rows stays where it was.
            for (var at = 0; at < means.Length; at++)
            {
                if (counts[at / dimension] > 0) { centres[at] = means[at] / counts[at / dimension]; }
            }
        }
        return (inertia, clusters);
    }
}
