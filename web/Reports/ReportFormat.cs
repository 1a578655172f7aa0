namespace DmlStudio.Web.Reports;

/// <summary>Forms of a report.</summary>
internal static class ReportFormat
{
    /// <summary>All by name; the first is the default.</summary>
    public static IReadOnlyList<string> All { get; } = ["html", "markdown", "latex", "csv", "svg"];

    /// <summary>The files of a report in a form: one, or for tables and pictures as many as there are.</summary>
    /// <param name="name">Name of the report's file without its ending.</param>
    public static IReadOnlyList<(string Name, string Text)> Files(Report report, string format, string name) => format switch
    {
        "html" => [(name + ".html", HtmlReport.Of(report))],
        "markdown" => [(name + ".md", TextReport.Markdown(report))],
        "latex" => [(name + ".tex", TextReport.Latex(report))],
        "csv" => [.. report.Sections.SelectMany(s => s.Tables.Select((t, i) => (Numbered(s.Name, i, s.Tables.Count) + ".csv",
                Exports.CsvTable.Of(t.Rows)))
            .Concat(s.Numbers.Count == 0 ? [] : [(s.Name + "-numbers.csv", Exports.CsvTable.Of(s.Numbers))]))],
        "svg" => [.. report.Sections.SelectMany(s => s.Figures.Select((f, i) => (Numbered(s.Name, i, s.Figures.Count) + ".svg", f.Svg)))],
        _ => throw new InvalidDataException($"--format is \"{format}\"; expected one of {string.Join(", ", All)}."),
    };

    /// <summary>Whether a form is many files in a folder.</summary>
    public static bool IsFolder(string format) => format is "csv" or "svg";

    private static string Numbered(string name, int index, int count) =>
        count == 1 ? name : FormattableString.Invariant($"{name}-{index + 1}");
}
