using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Statistics;

/// <summary>Classical multidimensional scaling: places of things in a plane whose distances come near to given ones.</summary>
/// <remarks>Torgerson 1952: eigenvectors of the doubly centred −½D².</remarks>
/// <param name="Coordinates">Place of each thing, [N][dimensions]; the largest component of each column is positive.</param>
/// <param name="Eigenvalues">Eigenvalues of the dimensions, largest first.</param>
/// <param name="Explained">Their sum over the sum of the positive ones.</param>
/// <param name="Stress">Stress-1: √(Σ(d − d̂)²/Σd²).</param>
public sealed record ClassicalScaling(IReadOnlyList<double[]> Coordinates, IReadOnlyList<double> Eigenvalues, double Explained,
    double Stress)
{
    /// <summary>Places things.</summary>
    /// <param name="distances">[N][N], symmetric, zeros on the diagonal.</param>
    /// <param name="dimensions">Number of dimensions, at most N.</param>
    public static ClassicalScaling Of(IReadOnlyList<IReadOnlyList<double>> distances, int dimensions = 2)
    {
        var n = distances.Count;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, n);
        var squared = Matrix<double>.Build.Dense(n, n, (i, j) => distances[i][j] * distances[i][j]);
        Vector<double> rows = squared.RowSums() / n, columns = squared.ColumnSums() / n;
        var all = rows.Sum() / n;
        var centred = Matrix<double>.Build.Dense(n, n, (i, j) => -0.5 * (squared[i, j] - rows[i] - columns[j] + all));
        var evd = ((centred + centred.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        double[] values = [.. evd.EigenValues.Select(v => v.Real)];         // ascending
        var kept = Enumerable.Range(1, dimensions).Select(k => n - k).ToArray();
        double[][] axes = [.. kept.Select(k => (Axis: evd.EigenVectors.Column(k), Value: values[k]))
            .Select(a => ((a.Axis[a.Axis.AbsoluteMaximumIndex()] < 0 ? -a.Axis : a.Axis) * Math.Sqrt(Math.Max(a.Value, 0))).ToArray())];
        double[][] places = [.. Enumerable.Range(0, n).Select(i => axes.Select(a => a[i]).ToArray())];
        double gaps = 0, total = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var drawn = Math.Sqrt(places[i].Zip(places[j], (a, b) => (a - b) * (a - b)).Sum());
                (gaps, total) = (gaps + Math.Pow(distances[i][j] - drawn, 2), total + Math.Pow(distances[i][j], 2));
            }
        }
        var positive = values.Where(v => v > 0).Sum();
        return new ClassicalScaling(places, [.. kept.Select(k => values[k])], positive > 0
            ? kept.Sum(k => values[k]) / positive
            : 0, total > 0
            ? Math.Sqrt(gaps / total)
            : 0);
    }
}
