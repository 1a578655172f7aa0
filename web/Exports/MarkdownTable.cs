namespace DmlStudio.Web.Exports;

/// <summary>A table of texts in Markdown; whatever a cell holds stays a cell.</summary>
internal static class MarkdownTable
{
    /// <summary>The table.</summary>
    /// <param name="rows">Rows, the head first.</param>
    /// <param name="note">Line below the table, or empty.</param>
    public static string Of(IReadOnlyList<IReadOnlyList<string>> rows, string note = "")
    {
        static string Line(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |\n";
        static string Cell(string text) =>
            text.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
                .Replace("_", "\\_", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)
                .Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
        return Line(rows[0].Select(Cell)) + Line(rows[0].Select((_, i) => i == 0 ? "---" : "---:"))
            + string.Concat(rows.Skip(1).Select(r => Line(r.Select(Cell)))) + (note.Length == 0 ? "" : $"\n{Cell(note)}\n");
    }
}
