using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Statistics;

/// <summary>Principal axes of rows, for pictures. The largest component of each axis is positive, so that a picture
/// does not flip between runs.</summary>
public sealed class Pca
{
    // Columns from which all axes cost more than the few that are wanted, and how few.
    private const int Many = 32, Few = 8;

    private readonly double[] _mean;
    private readonly double[][] _axes;

    private Pca(double[] mean, double[][] axes, double[] explained, double[] variance) =>
        (_mean, _axes, ExplainedVariance, Variance) = (mean, axes, explained, variance);

    /// <summary>Mean of the rows, [D].</summary>
    public IReadOnlyList<double> Mean => _mean;

    /// <summary>Unit direction of each axis, [axes][D].</summary>
    public IReadOnlyList<IReadOnlyList<double>> Axes => _axes;

    /// <summary>Variance along each axis, with N − 1.</summary>
    public IReadOnlyList<double> Variance { get; }

    /// <summary>Share of the variance on each axis, 0..1.</summary>
    public IReadOnlyList<double> ExplainedVariance { get; }

    /// <summary>Fits the axes.</summary>
    /// <param name="rows">[N · D], N at least 2.</param>
    /// <param name="dimension">D.</param>
    /// <param name="axes">Number of axes, at most D.</param>
    public static Pca Fit(float[] rows, int dimension, int axes)
    {
        var count = rows.Length / dimension;
        var x = Matrix<double>.Build.Dense(count, dimension, (i, d) => rows[i * dimension + d]);
        var mean = x.ColumnSums() / count;
        for (var i = 0; i < count; i++) { x.SetRow(i, x.Row(i) - mean); }
        if (dimension >= Many && axes * Few <= dimension) { return Leading(x, mean, axes); }
        var evd = x.TransposeThisAndMultiply(x).Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Select(v => Math.Max(v.Real, 0)).ToArray();      // ascending
        var total = values.Sum();
        var kept = Enumerable.Range(1, axes).Select(k => dimension - k).ToArray();
        return new Pca(
            mean.ToArray(),
            [.. kept.Select(k => Turned(evd.EigenVectors.Column(k).ToArray()))],
            [.. kept.Select(k => total > 0 ? values[k] / total : 0)],
            [.. kept.Select(k => values[k] / Math.Max(1, count - 1))]);
    }

    private static Pca Leading(Matrix<double> x, Vector<double> mean, int axes)
    {
        var rows = x.ToRowMajorArray();
        var (found, squares) = LeadingAxes.Of(rows, x.ColumnCount, axes);
        var total = rows.Sum(v => v * v);
        return new Pca(
            mean.ToArray(),
            [.. found.Select(Turned)],
            [.. squares.Select(s => total > 0 ? s / total : 0)],
            [.. squares.Select(s => s / Math.Max(1, x.RowCount - 1))]);
    }

    private static double[] Turned(double[] axis) =>
        axis[Vector<double>.Build.Dense(axis).AbsoluteMaximumIndex()] < 0 ? [.. axis.Select(v => -v)] : axis;

    /// <summary>Coordinates of rows, x, y, x, y, …</summary>
    /// <param name="rows">[N · D].</param>
    public float[] Project(float[] rows)
    {
        int dimension = _mean.Length, count = rows.Length / dimension;
        var places = new float[count * _axes.Length];
        for (var i = 0; i < count; i++)
        {
            for (var a = 0; a < _axes.Length; a++)
            {
                double sum = 0;
                for (var d = 0; d < dimension; d++) { sum += (rows[i * dimension + d] - _mean[d]) * _axes[a][d]; }
                places[i * _axes.Length + a] = (float)sum;
            }
        }
        return places;
    }
}
