using System.Globalization;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Whether the first row of a table names its columns.</summary>
internal static class TableHeader
{
    /// <summary>The names of the columns, or null where the first row is one like others.</summary>
    /// <param name="rows">Rows, at least one.</param>
    /// <param name="columns">Columns; by name they need a header.</param>
    /// <param name="use">What for.</param>
    public static IReadOnlyList<string>? Of(IReadOnlyList<DelimitedRow> rows, TableColumns columns, CorpusUse use)
    {
        var first = rows[0].Fields;
        if (columns.Header is { } said) { return said ? first : null; }
        string[] asked = [.. new[] { columns.Text, use == CorpusUse.Texts ? null : columns.Label, columns.Pair }.OfType<string>()];
        if (asked.Any(c => TableColumn.Position(c) is null) || Numbered(first)) { return first; }
        // A label has two texts at least where it is trained on: one that stands in the first row alone is a name. Where texts alone are
        // read, a label column that is there still tells.
        var label = (TableColumn.Position(columns.Label) ?? 0) - 1;
        if (label >= first.Length) { return use == CorpusUse.Texts ? null : first; }
        return label >= 0 && rows.Skip(1).All(r => r.Fields.Length <= label || r.Fields[label] != first[label]) ? first : null;
    }

    // What a data frame without names is written with: 0, 1, 2, …, after an empty name where its index is written too.
    private static bool Numbered(string[] first)
    {
        var names = first is ["", .. var rest] ? rest : first;
        return names.Length > 1 && names.Select((n, i) => n == i.ToString(CultureInfo.InvariantCulture)).All(n => n);
    }
}
