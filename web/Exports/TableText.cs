using System.Text;

namespace DmlStudio.Web.Exports;

/// <summary>A table of texts as CSV, Markdown or LaTeX; whatever a cell holds stays a cell.</summary>
public static class TableText
{
    /// <summary>Comma-separated values after RFC 4180. A text that a spreadsheet would run as a formula gets an
    /// apostrophe before it; numbers do not.</summary>
    /// <param name="rows">Rows, the head first.</param>
    public static string Csv(IEnumerable<IReadOnlyList<string>> rows) =>
        string.Concat(rows.Select(r => string.Join(',', r.Select(Quoted)) + "\r\n"));

    /// <summary>A Markdown table.</summary>
    /// <param name="rows">Rows, the head first.</param>
    /// <param name="note">Line below the table, or empty.</param>
    public static string Markdown(IReadOnlyList<IReadOnlyList<string>> rows, string note = "")
    {
        static string Line(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |\n";
        static string Cell(string text) =>
            OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
                .Replace("_", "\\_", StringComparison.Ordinal);
        return Line(rows[0].Select(Cell)) + Line(rows[0].Select((_, i) => i == 0 ? "---" : "---:"))
            + string.Concat(rows.Skip(1).Select(r => Line(r.Select(Cell)))) + (note.Length == 0 ? "" : $"\n{Cell(note)}\n");
    }

    /// <summary>A LaTeX tabular with the rules of booktabs.</summary>
    /// <param name="rows">Rows, the head first.</param>
    /// <param name="note">Line below the table, or empty.</param>
    public static string Latex(IReadOnlyList<IReadOnlyList<string>> rows, string note = "")
    {
        static string Line(IEnumerable<string> cells) => string.Join(" & ", cells.Select(Escaped)) + " \\\\\n";
        return $"\\begin{{tabular}}{{l{new string('r', rows[0].Count - 1)}}}\n\\toprule\n{Line(rows[0])}\\midrule\n"
            + $"{string.Concat(rows.Skip(1).Select(Line))}\\bottomrule\n\\end{{tabular}}\n"
                + (note.Length == 0 ? "" : $"\\par{{\\footnotesize {Escaped(note)}\\par}}\n");
    }

    private static string Quoted(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t'
            && !double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            text = "'" + text;
        }
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Escaped(string text)
    {
        var found = new StringBuilder();
        foreach (var c in OneLine(text))
        {
            found.Append(c switch
            {
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => "\\" + c,
                '±' => "$\\pm$",
                '−' => "$-$",
                '●' => "$\\bullet$",
                '○' => "$\\circ$",
                '–' => "--",
                _ => c.ToString(),
            });
        }
        return found.ToString();
    }
}
