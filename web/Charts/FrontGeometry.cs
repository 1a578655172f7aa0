using DmlStudio.Records;

namespace DmlStudio.Web.Charts;

/// <summary>Solutions of two objectives and the rays of their preferences. A preference r asks for losses with r₁l₁ = r₂l₂, so its ray runs
/// from the origin towards (1/r₁, 1/r₂).</summary>
internal sealed class FrontGeometry
{
    /// <summary>Edges of the plot inside the picture, pixels.</summary>
    public const double Left = 46, Top = 12, Bottom = 40, Right = 14;

    /// <summary>Works the places out.</summary>
    /// <param name="front">Losses: a row for each preference, the first two columns are drawn.</param>
    /// <param name="rays">Preferences in the same shape, or null.</param>
    /// <param name="width">Width of the picture, pixels.</param>
    /// <param name="height">Height of the picture, pixels.</param>
    public FrontGeometry(TraceTable front, TraceTable? rays, double width, double height)
    {
        var rows = Enumerable.Range(0, front.Rows.Count).Where(r => float.IsFinite(front[r, 0]) && float.IsFinite(front[r, 1])).ToArray();
        var x = Ticks.Of(0, rows.Select(r => (double)front[r, 0]).DefaultIfEmpty(1).Max(), 5);
        var y = Ticks.Of(0, rows.Select(r => (double)front[r, 1]).DefaultIfEmpty(1).Max(), 5);
        double X(double v) => Left + (width - Left - Right) * v / x[^1];
        double Y(double v) => Top + (height - Top - Bottom) * (1 - v / y[^1]);
        (AxisX, AxisY, DigitsX, DigitsY) = ([.. x.Select(t => (t, X(t)))], [.. y.Select(t => (t, Y(t)))], Ticks.Digits(x), Ticks.Digits(y));
        Points = [.. rows.Select(r =>
            (r, X(front[r, 0]), Y(front[r, 1]), rows.All(o => o == r || !(front[o, 0] <= front[r, 0] && front[o, 1] <= front[r, 1]))))];
        Rays = rays is null ? []
            : [.. Enumerable.Range(0, rays.Rows.Count).Where(r => rays[r, 0] >= 0 && rays[r, 1] >= 0 && rays[r, 0] + rays[r, 1] > 0)
                .Select(r =>
        {
            // (1/r1, 1/r2) is parallel to (r2, r1); the ray ends at the edge it meets first.
            double dx = rays[r, 1], dy = rays[r, 0];
            var reach = Math.Min(dx > 0 ? x[^1] / dx : double.PositiveInfinity, dy > 0 ? y[^1] / dy : double.PositiveInfinity);
            return (r, X(dx * reach), Y(dy * reach));
        })];
        Origin = (X(0), Y(0));
    }

    /// <summary>Ticks of the first objective with their places.</summary>
    public IReadOnlyList<(double Value, double X)> AxisX { get; }

    /// <summary>Ticks of the second objective with their heights.</summary>
    public IReadOnlyList<(double Value, double Y)> AxisY { get; }

    /// <summary>Digits of the ticks.</summary>
    public int DigitsX { get; }

    /// <summary>Digits of the ticks.</summary>
    public int DigitsY { get; }

    /// <summary>Row, place, and whether no other solution is at least as good in both.</summary>
    public IReadOnlyList<(int Row, double X, double Y, bool Best)> Points { get; }

    /// <summary>Row and end of each ray.</summary>
    public IReadOnlyList<(int Row, double X, double Y)> Rays { get; }

    /// <summary>Place of the origin.</summary>
    public (double X, double Y) Origin { get; }
}
