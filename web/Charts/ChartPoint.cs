namespace DmlStudio.Web.Charts;

/// <summary>A point of a line.</summary>
/// <param name="X">Place on the horizontal axis.</param>
/// <param name="Y">Value; a point that is not finite interrupts the line.</param>
/// <param name="Low">Lower end of its interval, or null.</param>
/// <param name="High">Upper end, or null.</param>
/// <param name="Label">What it says, in words.</param>
/// <param name="Href">What it opens, or null.</param>
public sealed record ChartPoint(double X, double Y, double? Low = null, double? High = null, string Label = "", string? Href = null);
