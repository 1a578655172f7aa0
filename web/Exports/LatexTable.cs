using System.Text;

namespace DmlStudio.Web.Exports;

/// <summary>A table of texts as a tabular of LaTeX; whatever a cell holds stays a cell.</summary>
internal static class LatexTable
{
    /// <summary>The tabular, with the rules of booktabs.</summary>
    /// <param name="rows">Rows, the head first.</param>
    /// <param name="note">Line below the table, or empty.</param>
    public static string Of(IReadOnlyList<IReadOnlyList<string>> rows, string note = "")
    {
        static string Line(IEnumerable<string> cells) => string.Join(" & ", cells.Select(Escaped)) + " \\\\\n";
        return $"\\begin{{tabular}}{{l{new string('r', rows[0].Count - 1)}}}\n\\toprule\n{Line(rows[0])}\\midrule\n"
            + $"{string.Concat(rows.Skip(1).Select(Line))}\\bottomrule\n\\end{{tabular}}\n"
                + (note.Length == 0 ? "" : $"\\par{{\\footnotesize {Escaped(note)}\\par}}\n");
    }

    /// <summary>A text within LaTeX.</summary>
    public static string Escaped(string text)
    {
        var found = new StringBuilder();
        foreach (var c in text.ReplaceLineEndings(" "))
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
