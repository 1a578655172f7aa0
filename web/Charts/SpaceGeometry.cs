using DmlStudio.Records;

namespace DmlStudio.Web.Charts;

/// <summary>Places texts and proxies of a two-dimensional projection in a square.</summary>
internal sealed class SpaceGeometry
{
    /// <summary>Side of the square, pixels.</summary>
    public const int Side = 420;

    private readonly double _left, _low, _span;

    /// <summary>Works the scale out: equal on both axes.</summary>
    public SpaceGeometry(Space space)
    {
        float[] all = [.. space.Test, .. space.Train, .. space.Proxies];
        float[] x = [.. all.Where((_, i) => i % 2 == 0)], y = [.. all.Where((_, i) => i % 2 == 1)];
        _span = Math.Max(Math.Max(x.Max() - x.Min(), y.Max() - y.Min()), 1e-9) * 1.06;
        (_left, _low) = ((x.Max() + x.Min() - _span) / 2, (y.Max() + y.Min() - _span) / 2);
    }

    /// <summary>Place of a point.</summary>
    /// <param name="places">x, y, x, y, …</param>
    /// <param name="index">Which point.</param>
    public (double X, double Y) At(float[] places, int index)
    {
        return ((places[2 * index] - _left) / _span * Side, Side - (places[2 * index + 1] - _low) / _span * Side);
    }
}
