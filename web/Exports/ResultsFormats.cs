namespace DmlStudio.Web.Exports;

/// <summary>Every format of the results; page and address read them here, so that another one is a class and a line.</summary>
internal static class ResultsFormats
{
    /// <summary>All, in the order of the page.</summary>
    public static IReadOnlyList<ResultsFormat> All { get; } =
    [
        new("tex", "LaTeX", "application/x-tex", a => LatexTable.Of(ResultsExport.Matrix(a), ResultsExport.Note(a))),
        new("md", "Markdown", "text/markdown", a => MarkdownTable.Of(ResultsExport.Matrix(a), ResultsExport.Note(a))),
        new("csv", "CSV", "text/csv", a => CsvTable.Of(ResultsExport.Cells(a))),
    ];

    /// <summary>Endings as a sentence names them: "csv, md or tex".</summary>
    public static string Endings
    {
        get
        {
            string[] sorted = [.. All.Select(f => f.Ending).Order(StringComparer.Ordinal)];
            return string.Join(", ", sorted[..^1]) + " or " + sorted[^1];
        }
    }
}
