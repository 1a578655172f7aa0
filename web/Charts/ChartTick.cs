namespace DmlStudio.Web.Charts;

/// <summary>A mark on an axis.</summary>
/// <param name="Below">Second line, such as n, or null.</param>
public sealed record ChartTick(double At, string Text, string? Below = null);
