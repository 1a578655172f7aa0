namespace DmlStudio.Web.Charts;

/// <summary>Bars of one row kind at the foot of a picture that say how many rows stand at each place.</summary>
/// <param name="Bars">Ends of each bar on the horizontal axis, and its height as a share of the highest, 0..1.</param>
/// <param name="Family">Family, for the colour.</param>
/// <param name="Label">What they say.</param>
public sealed record ChartBars(IReadOnlyList<(double From, double To, double Share)> Bars, string Family, string Label);
