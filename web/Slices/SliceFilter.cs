using System.Globalization;

namespace DmlStudio.Web.Slices;

/// <summary>A slice expression: tests joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses, such as
/// <c>length&lt;8 and label=HUM and wrong</c> or <c>right@cce and wrong@cce+proxy-anchor</c>.</summary>
/// <remarks><c>and</c> binds more than <c>or</c>, <c>not</c> most; names and labels are compared whatever their case; a value with spaces
/// stands in double quotes.</remarks>
public sealed class SliceFilter
{
    private readonly Func<ISliceRow, bool> _holds;

    internal SliceFilter(string text, Func<ISliceRow, bool> holds) => (Text, _holds) = (text, holds);

    /// <summary>Every text.</summary>
    public static SliceFilter Everything { get; } = new("", _ => true);

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Whether a text is in the slice.</summary>
    public bool Holds(ISliceRow row) => _holds(row);

    /// <summary>Reads an expression; an empty one holds for every text.</summary>
    /// <param name="names">Losses and labels there are.</param>
    /// <exception cref="InvalidDataException">It cannot be read; the message says where, what was found and what was expected.</exception>
    public static SliceFilter Parse(string? text, SliceNames names)
    {
        return string.IsNullOrWhiteSpace(text) ? Everything : new SliceParser(text, names).Whole();
    }

    /// <summary>A value as an expression writes it: in quotes when it needs them.</summary>
    /// <param name="value">Label or other value; a double quote in it is left out.</param>
    public static string Quoted(string value)
    {
        return value.Length > 0 && value.All(SliceToken.IsOfWord) && value is not ("and" or "or" or "not")
            ? value
            : $"\"{value.Replace("\"", "", StringComparison.Ordinal)}\"";
    }

    /// <summary>A field of a certain loss as an expression writes it, such as <c>wrong@cce</c>.</summary>
    public static string At(string field, string loss) => $"{field}@{Quoted(loss)}";

    /// <summary>A number as an expression writes it, without loss.</summary>
    public static string Written(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
