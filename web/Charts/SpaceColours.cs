namespace DmlStudio.Web.Charts;

/// <summary>Colours of the groups of a space.</summary>
internal static class SpaceColours
{
    private static readonly string[] Labels = ["proxy", "multi", "pair", "sup", "rec", "ce"];
    private static readonly string[] Signed = ["away-ink", "away-3", "ink-3", "tow-3", "tow-ink"];
    private static readonly string[] Steps = ["tow-ink", "tow-3", "ink-3", "away-3", "away-ink"];

    /// <summary>Colour for CSS and SVG.</summary>
    /// <param name="colour">What colours.</param>
    /// <param name="group">Group of the legend; below 0 for none.</param>
    /// <param name="single">Whether one label stands out against the others.</param>
    public static string Of(string colour, int group, bool single = false) => "var(--" + (group < 0 ? "ink" : colour switch
    {
        "correctness" => group == 0 ? "ink-3" : "away-ink",
        "margin" => Signed[Math.Min(group, Signed.Length - 1)],
        "distance" => Steps[Math.Min(group, Steps.Length - 1)],
        _ when single => group == 0 ? "tow-ink" : "line-strong",
        _ => "f-" + Labels[group % Labels.Length],
    }) + ")";
}
