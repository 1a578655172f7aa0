using System.Collections.Concurrent;

namespace DmlStudio.Web.Reliability;

/// <summary>Temperatures of many selections of the same rows, as of each draw by the rows of the others. All selections share the work: the
/// slope of every row is known at a few temperatures of a fixed grid, and between them the slope of a selection is the polynomial that has
/// its values and derivatives there.</summary>
/// <remarks>The grid is in ln(1/T). Where a selection's temperature lies decides which points of the grid it is worked out from, so that
/// rows outside the selection have no say in it. The polynomial is of degree 7 (values and first derivatives at four points); T differs
/// from that of a fit of its own by less than 1e-7 of it. One selection at a time: each look works on all cores.</remarks>
internal sealed class TemperatureGrid
{
    private const double Step = 0.1;
    private const int MostLooks = 64, Halvings = 60;

    private static readonly int Farthest = (int)(Math.Log(TemperatureScaling.Largest) / Step) - 2;

    private readonly double[] _away;
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly Dictionary<int, (double[] Slope, double[] Curvature)> _points = [];
    private int _last;

    /// <param name="logits">Logits z, [N · C]; ln p serves as well.</param>
    /// <param name="labels">Labels, [N].</param>
    /// <param name="classes">C.</param>
    public TemperatureGrid(double[] logits, int[] labels, int classes)
    {
        (_labels, _classes) = (labels, classes);
        _away = TemperatureScaling.Away(logits, classes);
    }

    /// <summary>The T that minimises the mean negative log-likelihood of some rows, as <see cref="TemperatureScaling.Fit"/> finds
    /// it.</summary>
    /// <param name="rows">Places of the rows, at least one.</param>
    public double Fit(int[] rows)
    {
        // Neighbours are likely near each other: the next selection begins where the last one ended.
        var (low, high, at) = (-Farthest, Farthest, Math.Clamp(_last, -Farthest, Farthest));
        var (lowIsBelow, highIsAbove) = (false, false);
        for (var look = 0; look < MostLooks; look++)
        {
            if (lowIsBelow && highIsAbove && high - low == 1)
            {
                _last = low;
                return Math.Exp(-Between(rows, low));
            }
            var (slope, curvature) = Sum(rows, at);
            if (slope < 0) { (low, lowIsBelow) = (at, true); } else { (high, highIsAbove) = (at, true); }
            // The edge is reached: there may be no minimum inside, or one beyond the grid.
            if ((at == Farthest && slope < 0) || (at == -Farthest && slope >= 0)) { break; }
            var newton = at - slope / curvature / Step;
            // The point below the root, then the one above it.
            var next = double.IsFinite(newton) ? (int)Math.Clamp(Math.Floor(newton), -Farthest, Farthest) : (low + high) / 2;
            if (next == at) { next += slope < 0 ? 1 : -1; }
            at = lowIsBelow && highIsAbove
                ? next > low && next < high ? next : (int)Math.Floor((low + high) / 2.0)
                : next;
            if (at == low && lowIsBelow) { at++; }
        }
        return TemperatureScaling.Fit(Own(rows), [.. rows.Select(r => _labels[r])], _classes);
    }

    private double[] Own(int[] rows)
    {
        var own = new double[rows.Length * _classes];
        for (var i = 0; i < rows.Length; i++) { Array.Copy(_away, rows[i] * _classes, own, i * _classes, _classes); }
        return own;
    }

    // Where the slope is 0 between a point and the next, in ln(1/T).
    private double Between(int[] rows, int low)
    {
        const int Points = 4;
        // Newton's divided differences; each point stands twice, for its value and its derivative.
        var x = new double[2 * Points];
        var d = new double[2 * Points];
        var derivatives = new double[Points];
        for (var p = 0; p < Points; p++)
        {
            // From the low point on, in steps.
            (d[2 * p], derivatives[p]) = Sum(rows, low + p - 1);
            derivatives[p] *= Step;
            d[2 * p + 1] = d[2 * p];
            x[2 * p] = x[2 * p + 1] = p - 1;
        }
        for (var order = 1; order < d.Length; order++)
        {
            for (var i = d.Length - 1; i >= order; i--)
            {
                d[i] = order == 1 && i % 2 == 1 ? derivatives[i / 2] : (d[i] - d[i - 1]) / (x[i] - x[i - order]);
            }
        }
        double below = 0, above = 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (below + above) / 2;
            var value = d[^1];
            for (var j = d.Length - 2; j >= 0; j--) { value = value * (middle - x[j]) + d[j]; }
            if (value < 0) { below = middle; } else { above = middle; }
        }
        return (low + (below + above) / 2) * Step;
    }

    // Slope of the negative log-likelihood in 1/T, and its derivative in ln(1/T).
    private (double Slope, double Curvature) Sum(int[] rows, int point)
    {
        if (!_points.TryGetValue(point, out var there)) { _points[point] = there = Look(point); }
        var (slopes, curvatures) = there;
        double slope = 0, curvature = 0;
        foreach (var row in rows)
        {
            slope += slopes[row];
            curvature += curvatures[row];
        }
        return (slope, curvature * Math.Exp(point * Step));
    }

    private (double[] Slope, double[] Curvature) Look(int point)
    {
        var inverse = Math.Exp(point * Step);
        var (slope, curvature) = (new double[_labels.Length], new double[_labels.Length]);
        Parallel.ForEach(Partitioner.Create(0, _labels.Length), range =>
        {
            for (var row = range.Item1; row < range.Item2; row++)
            {
                var away = _away.AsSpan(row * _classes, _classes);
                var (mean, variance) = TemperatureScaling.Moments(away, inverse);
                (slope[row], curvature[row]) = (mean - away[_labels[row]], variance);
            }
        });
        return (slope, curvature);
    }
}
