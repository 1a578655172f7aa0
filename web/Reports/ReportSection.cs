namespace DmlStudio.Web.Reports;

/// <summary>A part of a report.</summary>
/// <param name="Name">Name in addresses and of files, such as <c>results</c>; each once.</param>
/// <param name="Finding">What was found, or empty.</param>
/// <param name="Basis">What that rests on, or empty.</param>
/// <param name="Html">The part as it stands in a page.</param>
public sealed record ReportSection(string Name, string Title, string Finding, string Basis, string Html)
{
    /// <summary>What somebody wrote on it, or empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Its tables as rows of texts.</summary>
    public IReadOnlyList<PrintedTable> Tables { get; init; } = [];

    /// <summary>Its figures as pictures.</summary>
    public IReadOnlyList<FigureFile> Figures { get; init; } = [];

    /// <summary>Numbers in full for computing, the head first; empty where the tables are all there is.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Numbers { get; init; } = [];

    /// <summary>A part that is a page.</summary>
    /// <param name="page">The page as it was printed.</param>
    public static ReportSection Of(string name, string title, PrintedPage page) => new(name, title, page.Headline, page.Basis, page.Still)
    {
        Tables = page.Tables,
        Figures = page.Figures,
    };
}
