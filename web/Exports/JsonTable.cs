using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DmlStudio.Web.Exports;

/// <summary>A table as a JSON array of objects, a field for each column; what is a number stays one.</summary>
internal static class JsonTable
{
    // The file is a file: nothing of it stands in a page.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's text.</summary>
    /// <param name="rows">Rows of texts, the head first; columns without a name, or of a name that is taken, get their number.</param>
    public static string Of(IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToArray();
        if (all.Length == 0) { return "[]\n"; }
        var names = new List<string>();
        foreach (var name in all[0])
        {
            names.Add(name.Length == 0 || names.Contains(name)
                ? FormattableString.Invariant($"{(name.Length == 0 ? "column" : name)}_{names.Count + 1}")
                : name);
        }
        return JsonSerializer.Serialize(all.Skip(1).Select(r => names.Zip(r).ToDictionary(c => c.First, c => Value(c.Second))), Plain)
            + "\n";
    }

    // "007" and "1e5" are names: only what a number would be written as is one.
    private static object? Value(string text) => text.Length == 0 ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && number.ToString("R", CultureInfo.InvariantCulture) == text ? number : text;
}
