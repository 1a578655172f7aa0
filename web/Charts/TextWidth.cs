using System.Globalization;
using System.Text;

namespace DmlStudio.Web.Charts;

/// <summary>How wide a text is likely to be in a plain sans-serif font. A server has no font to measure with; whoever
/// needs the width to hold exactly gives it to the picture as <c>textLength</c>.</summary>
internal static class TextWidth
{
    /// <param name="size">Size of the font, pixels.</param>
    /// <returns>Pixels.</returns>
    public static double Of(string text, double size)
    {
        return size * text.EnumerateRunes().Sum(Em);
    }

    /// <summary>Cuts a text at its spaces into lines.</summary>
    /// <param name="size">Size of the font, pixels.</param>
    /// <param name="width">Width of a line, pixels; a longer word has a line of its own.</param>
    /// <param name="cut">Whether a longer word is cut instead.</param>
    public static IReadOnlyList<string> Lines(string text, double size, double width, bool cut = false)
    {
        var lines = new List<string>();
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in cut ? words.SelectMany(w => Cut(w, size, width)) : words)
        {
            if (lines.Count > 0 && Of(lines[^1] + " " + word, size) <= width) { lines[^1] += " " + word; }
            else { lines.Add(word); }
        }
        return lines;
    }

    private static IEnumerable<string> Cut(string word, double size, double width)
    {
        var (part, filled) = (new StringBuilder(), 0.0);
        foreach (var rune in word.EnumerateRunes())
        {
            if (part.Length > 0 && filled + size * Em(rune) > width)
            {
                yield return part.ToString();
                (part, filled) = (part.Clear(), 0);
            }
            part.Append(rune.ToString());
            filled += size * Em(rune);
        }
        yield return part.ToString();
    }

    // Shares of the font's size as in Helvetica, rounded up a little; wide letters of East Asia fill a square, marks on
    // letters take no room.
    private static double Em(Rune rune) => rune.Value switch
    {
        ' ' or '.' or ',' or ':' or ';' or '!' or '|' or '\'' or 'i' or 'j' or 'l' or 'I' or '(' or ')' or '[' or ']' or '/' => 0.3,
        'f' or 't' or 'r' or '-' or '"' => 0.36,
        'm' or 'M' or 'W' or '%' or '@' => 0.9,
        'w' => 0.74,
        >= 'A' and <= 'Z' => 0.7,
        < 0x1100 => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.Control ? 0 : 0.57,
        >= 0x2000 and < 0x2E80 => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? 0 : 0.6,
        _ => 1,
    };
}
