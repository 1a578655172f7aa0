using DmlStudio.Records;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Charts;

/// <summary>Places texts and proxies of a two-dimensional projection in a square.</summary>
internal sealed class SpaceGeometry
{
    /// <summary>Side of the square, pixels.</summary>
    public const int Side = 420;

    /// <summary>Works the scale out: equal on both axes.</summary>
    public SpaceGeometry(Space space) : this([space.Test, space.Train, space.Proxies]) { }

    /// <summary>Works one scale out for several sets of places: equal on both axes.</summary>
    /// <param name="sets">x, y, x, y, … each.</param>
    public SpaceGeometry(IEnumerable<float[]> sets)
    {
        float[] all = [.. sets.SelectMany(s => s)];
        float[] x = [.. all.Where((_, i) => i % 2 == 0)], y = [.. all.Where((_, i) => i % 2 == 1)];
        Span = Math.Max(Math.Max(x.Max() - x.Min(), y.Max() - y.Min()), 1e-9) * 1.06;
        (Left, Low) = ((x.Max() + x.Min() - Span) / 2, (y.Max() + y.Min() - Span) / 2);
    }

    /// <summary>Value at the left side.</summary>
    public double Left { get; }

    /// <summary>Value at the lower side.</summary>
    public double Low { get; }

    /// <summary>Values from side to side.</summary>
    public double Span { get; }

    /// <summary>Place of a point.</summary>
    /// <param name="places">x, y, x, y, …</param>
    /// <param name="index">Which point.</param>
    public (double X, double Y) At(float[] places, int index) => At(places[2 * index], places[2 * index + 1]);

    /// <summary>Place of a value.</summary>
    public (double X, double Y) At(double x, double y) => ((x - Left) / Span * Side, Side - (y - Low) / Span * Side);

    /// <summary>All points of a series as one path: each is a line of no length, which its round or square ends make a dot.</summary>
    /// <param name="places">x, y, x, y, …</param>
    /// <param name="points">Which points.</param>
    public string Dots(float[] places, IEnumerable<int> points) => string.Concat(points.Select(i => At(places, i))
        .Select(p => FormattableString.Invariant($"M{p.X:0.#} {p.Y:0.#}h0")));

    /// <summary>A closed line.</summary>
    public string Outline(IEnumerable<(double X, double Y)> corners) =>
        "M" + string.Join('L', corners.Select(c => At(c.X, c.Y)).Select(p => $"{Num.At(p.X)} {Num.At(p.Y)}")) + "z";
}
