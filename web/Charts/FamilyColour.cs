using DmlStudio.Settings;

namespace DmlStudio.Web.Charts;

/// <summary>The colour of a family of losses.</summary>
internal static class FamilyColour
{
    /// <summary>Colour for CSS and SVG; that of the first family where it is not known here.</summary>
    /// <param name="family">Key of the family, as runs hold it.</param>
    public static string Of(string family) => $"var(--f-{ObjectiveFamily.Of(family).Key})";
}
