using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Charts;

/// <summary>Shapes of loss families as SVG paths around a point; the shape carries the family without colour.</summary>
internal static class Markers
{
    /// <summary>Path of a family's marker.</summary>
    /// <param name="family">ce circle, proxy diamond, multi hexagon, pair triangle, sup square, rec plus.</param>
    /// <param name="x">Centre, pixels.</param>
    /// <param name="y">Centre, pixels.</param>
    /// <param name="r">Radius, pixels.</param>
    public static string Path(string family, double x, double y, double r) => family switch
    {
        "proxy" => Polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)], x, y, r),
        "multi" => Polygon([(1.2, 0), (0.6, 1.04), (-0.6, 1.04), (-1.2, 0), (-0.6, -1.04), (0.6, -1.04)], x, y, r),
        "pair" => Polygon([(0, -1.2), (1.2, 0.9), (-1.2, 0.9)], x, y, r),
        "sup" => Polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)], x, y, r),
        "rec" => Polygon([(-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2),
            (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4)], x, y, r),
        _ => $"M{Num.At(x - r)} {Num.At(y)}a{Num.At(r)} {Num.At(r)} 0 1 0 {Num.At(2 * r)} 0a{Num.At(r)} {Num.At(r)} 0 1 0 "
            + $"{Num.At(-2 * r)} 0z",
    };

    private static string Polygon((double X, double Y)[] corners, double x, double y, double r) =>
        "M" + string.Join('L', corners.Select(c => $"{Num.At(x + r * c.X)} {Num.At(y + r * c.Y)}")) + "z";
}
