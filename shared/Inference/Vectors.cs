namespace DmlStudio.Inference;

/// <summary>Rows of embeddings as packed floats, [N · D].</summary>
public static class Vectors
{
    /// <summary>Rows of unit length; a zero row stays zero.</summary>
    /// <param name="rows">[N · D].</param>
    /// <param name="dimension">D.</param>
    public static float[] Normalised(float[] rows, int dimension)
    {
        var unit = new float[rows.Length];
        for (var at = 0; at < rows.Length; at += dimension)
        {
            double square = 0;
            for (var d = 0; d < dimension; d++) { square += (double)rows[at + d] * rows[at + d]; }
            var factor = 1 / Math.Max(Math.Sqrt(square), 1e-12);
            for (var d = 0; d < dimension; d++) { unit[at + d] = (float)(rows[at + d] * factor); }
        }
        return unit;
    }

    /// <summary>Inner product of two rows.</summary>
    /// <param name="a">First row.</param>
    /// <param name="b">Second row.</param>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var d = 0; d < a.Length; d++) { sum += (double)a[d] * b[d]; }
        return sum;
    }
}
