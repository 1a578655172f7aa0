using System.Globalization;

namespace DmlStudio.Web.Links;

/// <summary>A polygon in the plane of a space, as an address writes it: <c>x,y;x,y;…</c>.</summary>
/// <param name="Corners">Its corners, 3 to <see cref="MostCorners"/>.</param>
public sealed record SpaceRegion(IReadOnlyList<(double X, double Y)> Corners)
{
    /// <summary>Most corners of an address.</summary>
    public const int MostCorners = 64;

    /// <summary>Reads one.</summary>
    /// <returns>Null when it is none.</returns>
    public static SpaceRegion? Read(string? text)
    {
        var parts = (text ?? "").Split(';');
        if (parts.Length is < 3 or > MostCorners) { return null; }
        var corners = new List<(double, double)>();
        foreach (var part in parts)
        {
            if (part.Split(',') is not [var x, var y] || Number(x) is not { } ofX || Number(y) is not { } ofY) { return null; }
            corners.Add((ofX, ofY));
        }
        return new SpaceRegion(corners);
    }

    /// <summary>A box by its sides, for whoever draws with the keyboard; sides may be given in either order.</summary>
    /// <returns>Null when one of them is no number.</returns>
    public static SpaceRegion? Box(string? left, string? right, string? low, string? high) =>
        Number(left) is { } l && Number(right) is { } r && Number(low) is { } b && Number(high) is { } t
            ? new SpaceRegion([(l, b), (r, b), (r, t), (l, t)]) : null;

    /// <summary>Whether a place lies in it: a ray from there crosses its border an odd number of times.</summary>
    public bool Holds(double x, double y)
    {
        var inside = false;
        for (int i = 0, j = Corners.Count - 1; i < Corners.Count; j = i++)
        {
            var ((ax, ay), (bx, by)) = (Corners[i], Corners[j]);
            if (ay > y != by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) { inside = !inside; }
        }
        return inside;
    }

    /// <summary>The smallest box around it.</summary>
    public (double Left, double Right, double Low, double High) Bounds =>
        (Corners.Min(c => c.X), Corners.Max(c => c.X), Corners.Min(c => c.Y), Corners.Max(c => c.Y));

    /// <summary>As an address writes it.</summary>
    public override string ToString() => string.Join(';', Corners.Select(c => FormattableString.Invariant($"{c.X:0.####},{c.Y:0.####}")));

    // What is larger lies in no picture.
    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && Math.Abs(n) < 1e6 ? n : null;
}
