namespace DmlStudio.Trainer.Evaluation;

/// <summary>Figures of the shape of an embedding space that need no picture; rows are normalised first.</summary>
internal static class SpaceShape
{
    /// <summary>Mean over pairs of one label of ‖x^ − x'^‖^α; lower is tighter; NaN without such a pair.</summary>
    /// <param name="cosines">Embeddings × themselves.</param>
    /// <param name="labels">Labels, [N].</param>
    /// <param name="alpha">α, above 0; default 2.</param>
    /// <remarks>Wang and Isola 2020.</remarks>
    public static double Alignment(Cosines cosines, int[] labels, double alpha = 2)
    {
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = cosines[i];
            for (var j = 0; j < i; j++)
            {
                if (labels[i] == labels[j]) { (sum, pairs) = (sum + Math.Pow(Square(row[j]), alpha / 2), pairs + 1); }
            }
        }
        return pairs == 0 ? double.NaN : sum / pairs;
    }

    /// <summary>log mean over pairs of exp(−t‖x^ − x'^‖²); lower is spread more evenly; NaN for fewer than two rows.</summary>
    /// <param name="cosines">Embeddings × themselves.</param>
    /// <param name="t">t, above 0; default 2.</param>
    /// <remarks>Wang and Isola 2020. The largest term is 1, so the sum needs no shift.</remarks>
    public static double Uniformity(Cosines cosines, double t = 2)
    {
        if (cosines.Rows < 2) { return double.NaN; }
        var (least, sum) = (double.PositiveInfinity, 0.0);
        for (var i = 0; i < cosines.Rows; i++) { for (var j = 0; j < i; j++) { least = Math.Min(least, Square(cosines[i][j])); } }
        for (var i = 0; i < cosines.Rows; i++)
        {
            var row = cosines[i];
            for (var j = 0; j < i; j++) { sum += Math.Exp(-t * (Square(row[j]) - least)); }
        }
        return Math.Log(sum) - t * least - Math.Log(cosines.Rows * (cosines.Rows - 1.0) / 2);
    }

    /// <summary>Score of the own label less the best other, unscaled: its mean, and the share above 0.</summary>
    /// <param name="scores">Class scores row by row, [N · C].</param>
    /// <param name="labels">Labels, [N].</param>
    /// <param name="classes">C, at least 2.</param>
    public static (double Mean, double Positive) ProxyMargin(IReadOnlyList<double> scores, int[] labels, int classes)
    {
        double[] margins = [.. labels.Select((label, i) => scores[i * classes + label]
            - Enumerable.Range(0, classes).Where(c => c != label).Max(c => scores[i * classes + c]))];
        return (margins.Average(), margins.Count(m => m > 0) / (double)margins.Length);
    }

    /// <summary>Mean distance between the centroids of labels over the mean distance of a row to the centroid of its
    /// label; NaN for one label.</summary>
    /// <param name="rows">[N · D].</param>
    /// <param name="labels">Labels, [N].</param>
    /// <param name="dimension">D.</param>
    public static double ClassSeparation(float[] rows, int[] labels, int dimension)
    {
        var unit = Cosines.Unit(rows, dimension);
        double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            double square = 0;
            for (var d = 0; d < dimension; d++) { square += (a[d] - b[d]) * (a[d] - b[d]); }
            return Math.Sqrt(square);
        }
        var centroids = labels.Select((label, i) => (label, i)).GroupBy(l => l.label).ToDictionary(g => g.Key, g =>
        {
            var mean = new double[dimension];
            foreach (var (_, i) in g) { for (var d = 0; d < dimension; d++) { mean[d] += unit[i * dimension + d] / g.Count(); } }
            return mean;
        });
        if (centroids.Count < 2) { return double.NaN; }
        var within = labels.Select((label, i) => Distance(unit.AsSpan(i * dimension, dimension), centroids[label])).Average();
        double[][] places = [.. centroids.Values];
        var between = Enumerable.Range(0, places.Length)
            .SelectMany(i => Enumerable.Range(0, i).Select(j => Distance(places[i], places[j]))).Average();
        return within > 0 ? between / within : double.NaN;
    }

    private static double Square(double cosine) => Math.Max(0, 2 - 2 * cosine);
}
