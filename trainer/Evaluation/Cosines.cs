using System.Numerics;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Cosines of rows with rows, in double precision, worked out once for all figures that need them.</summary>
internal sealed class Cosines
{
    private readonly double[] _values;

    private Cosines(double[] values, int rows, int columns) => (_values, Rows, Columns) = (values, rows, columns);

    /// <summary>Number of rows N.</summary>
    public int Rows { get; }

    /// <summary>Number of columns M.</summary>
    public int Columns { get; }

    /// <summary>Cosines of a row with all columns, [M].</summary>
    public ReadOnlySpan<double> this[int row] => _values.AsSpan(row * Columns, Columns);

    /// <summary>Cosines of embeddings with others.</summary>
    /// <param name="rows">[N · D].</param>
    /// <param name="columns">[M · D].</param>
    /// <param name="dimension">D.</param>
    public static Cosines Of(float[] rows, float[] columns, int dimension)
    {
        double[] a = Unit(rows, dimension), b = ReferenceEquals(rows, columns) ? a : Unit(columns, dimension);
        int n = a.Length / dimension, m = b.Length / dimension;
        var values = new double[n * m];
        for (var i = 0; i < n; i++)
        {
            var row = a.AsSpan(i * dimension, dimension);
            for (var j = 0; j < m; j++) { values[i * m + j] = Dot(row, b.AsSpan(j * dimension, dimension)); }
        }
        return new Cosines(values, n, m);
    }

    /// <summary>Rows of unit length in double precision; a zero row stays zero.</summary>
    /// <param name="rows">[N · D].</param>
    /// <param name="dimension">D.</param>
    public static double[] Unit(float[] rows, int dimension)
    {
        var unit = new double[rows.Length];
        for (var at = 0; at < rows.Length; at += dimension)
        {
            double square = 0;
            for (var d = 0; d < dimension; d++) { square += (double)rows[at + d] * rows[at + d]; }
            var length = Math.Max(Math.Sqrt(square), 1e-12);
            for (var d = 0; d < dimension; d++) { unit[at + d] = rows[at + d] / length; }
        }
        return unit;
    }

    /// <summary>Inner product, summed in one order whatever the rows, so that equal rows give equal bits.</summary>
    /// <param name="a">First row.</param>
    /// <param name="b">Second row.</param>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var lanes = Vector<double>.Zero;
        var d = 0;
        for (; d <= a.Length - Vector<double>.Count; d += Vector<double>.Count)
        {
            lanes += new Vector<double>(a[d..]) * new Vector<double>(b[d..]);
        }
        var sum = Vector.Sum(lanes);
        for (; d < a.Length; d++) { sum += a[d] * b[d]; }
        return sum;
    }
}
