namespace DmlStudio.Web.Charts;

/// <summary>A bar at the foot of a picture that says how many rows stand at a place.</summary>
/// <param name="From">Left end on the horizontal axis.</param>
/// <param name="To">Right end.</param>
/// <param name="Share">Height as a share of the highest, 0..1.</param>
/// <param name="Family">Family, for the colour.</param>
/// <param name="Label">What it says.</param>
public sealed record ChartBar(double From, double To, double Share, string Family, string Label);
