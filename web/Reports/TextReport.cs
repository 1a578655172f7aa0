using DmlStudio.Web.Exports;

namespace DmlStudio.Web.Reports;

/// <summary>A report as a text for other texts: Markdown, or LaTeX with the rules of booktabs.</summary>
internal static class TextReport
{
    /// <summary>As Markdown.</summary>
    public static string Markdown(Report report)
    {
        static string Line(string text) => text.Length == 0 ? "" : Plain(text) + "\n\n";
        static string Table(PrintedTable table) => $"### {Plain(table.Title)}\n\n{MarkdownTable.Of(table.Rows)}\n";
        return $"# {Plain(report.Title)}\n\n**{Plain(report.Headline)}**\n\n"
            + string.Concat(report.Facts.Select(f => $"- {f.Name}: {Plain(f.Value)}\n"))
            + string.Concat(report.Sections.Select(s => $"\n## {Plain(s.Title)}\n\n{Line(s.Note)}{Line(s.Finding)}{Line(s.Basis)}"
                + string.Concat(s.Tables.Select(Table))));
    }

    /// <summary>As LaTeX, to be read in by a document.</summary>
    public static string Latex(Report report)
    {
        static string Line(string text) => text.Length == 0 ? "" : LatexTable.Escaped(text) + "\n\n";
        // A table wider than the page is made smaller.
        static string Table(PrintedTable table) =>
            $"\\medskip\\noindent\\textbf{{{LatexTable.Escaped(table.Title)}}}\\par\\smallskip\n"
                + "\\noindent\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n"
                + $"{LatexTable.Of(table.Rows)}}}\\par\n";
        return "% Needs the packages booktabs and graphicx. Texts may hold any script: use LuaLaTeX or XeLaTeX.\n"
            + string.Concat(report.Facts.Select(f => $"% {f.Name}: {f.Value.ReplaceLineEndings(" ")}\n"))
            + $"\\section*{{{LatexTable.Escaped(report.Title)}}}\n{Line(report.Headline)}"
            + string.Concat(report.Sections.Select(s =>
                $"\\subsection*{{{LatexTable.Escaped(s.Title)}}}\n{Line(s.Note)}{Line(s.Finding)}{Line(s.Basis)}"
                + string.Concat(s.Tables.Select(Table))));
    }

    // What a text holds is no markup.
    private static string Plain(string text) => text.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)
        .Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal)
        .Replace("#", "\\#", StringComparison.Ordinal);
}
