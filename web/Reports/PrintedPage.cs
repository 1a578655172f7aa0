namespace DmlStudio.Web.Reports;

/// <summary>A page as it was printed.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Html">Its markup.</param>
public sealed record PrintedPage(string Address, string Html)
{
    /// <summary>Its answer: the headline.</summary>
    public string Headline => First("h1");

    /// <summary>Its question.</summary>
    public string Question => Markup.OfClass(Html, "q").FirstOrDefault() is { } question ? Markup.Text(question.Inner) : "";

    /// <summary>What the answer rests on.</summary>
    public string Basis => Markup.OfClass(Html, "basis").FirstOrDefault() is { } basis ? Markup.Text(basis.Inner) : "";

    /// <summary>Its title in the bar of a browser.</summary>
    public string Title => First("title");

    /// <summary>Its figures that are pictures, each as a file of its own.</summary>
    public IReadOnlyList<FigureFile> Figures => [.. Markup.Named(Html, "figure").Select(FigureFile.Of).OfType<FigureFile>()];

    /// <summary>The first of its figures that are pictures, or null.</summary>
    public FigureFile? Figure => Markup.Named(Html, "figure").Select(FigureFile.Of).OfType<FigureFile>().FirstOrDefault();

    /// <summary>Its markup as a part of a document: nothing to press, nothing to follow, no name used twice.</summary>
    public string Still
    {
        get
        {
            var still = Markup.Without(Html, (name, attributes) => name is "title" && attributes.Length == 0
                || name is "nav" or "aside" or "button" or "form" or "kbd"
                || Markup.Classes(attributes) is var of && (of.Contains("filters") || of.Contains("go") || of.Contains("pick")
                    || of.Contains("fig-tools") || attributes.Contains("id=\"files\"", StringComparison.Ordinal)));
            return Markup.Opened(still, (name, attributes) => name + Markup.Less(attributes, "id", "href", "role", "tabindex",
                "aria-pressed", "aria-expanded", "aria-keyshortcuts", "aria-current", "data-", "download", "onclick")
                + Kept(name, attributes));
        }
    }

    /// <summary>Its tables, each with the heading before it.</summary>
    public IReadOnlyList<PrintedTable> Tables => PrintedTable.Of(Still);

    private string First(string name) => Markup.Named(Html, name).FirstOrDefault() is { } found ? Markup.Text(found.Inner) : "";

    // A picture with a label is one thing to whoever hears it.
    private static string Kept(string name, string attributes) =>
        name == "svg" && attributes.Contains("aria-label", StringComparison.Ordinal) ? " role=\"img\"" : "";
}
