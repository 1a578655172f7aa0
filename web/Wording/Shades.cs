namespace DmlStudio.Web.Wording;

/// <summary>Classes of the diverging scale: blue is a gain, orange a loss; limits 0.5, 2 and 5.</summary>
internal static class Shades
{
    /// <summary>Class of a gain.</summary>
    /// <param name="points">Gain in points, better above 0.</param>
    public static string Of(double points) => Math.Abs(points) switch
    {
        >= 5 => points > 0 ? "t3" : "a3",
        >= 2 => points > 0 ? "t2" : "a2",
        >= 0.5 => points > 0 ? "t1" : "a1",
        _ => "z",
    };
}
