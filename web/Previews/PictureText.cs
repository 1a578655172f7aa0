using System.Globalization;
using System.Text;
using DmlStudio.Web.Charts;
using SkiaSharp;

namespace DmlStudio.Web.Previews;

/// <summary>Draws text in the fonts of this machine, letter after letter: scripts whose letters join are not joined.</summary>
/// <param name="fonts">The fonts.</param>
internal sealed class PictureText(PictureFonts fonts)
{
    /// <summary>A line of text as it is drawn.</summary>
    /// <param name="Size">Size of the font, pixels.</param>
    /// <param name="Bold">Whether it is bold.</param>
    public sealed record Face(float Size, bool Bold);

    /// <summary>Width of a text.</summary>
    /// <returns>Pixels.</returns>
    public float Width(string text, Face face) => Runs(text, face.Bold).Sum(r =>
    {
        using var font = Font(r.Typeface, face.Size, 1);
        return font.MeasureText(r.Text);
    });

    /// <summary>Width in which a figure's text is drawn: figures leave as much room as <see cref="TextWidth"/> says, and a font
    /// that is wider is drawn narrower.</summary>
    public float Fitted(string text, Face face) => Math.Min(Width(text, face), (float)TextWidth.Of(text, face.Size));

    /// <summary>Draws a text.</summary>
    /// <param name="x">Left end, pixels.</param>
    /// <param name="y">Base line, pixels.</param>
    /// <param name="width">Width in which it is to stand, pixels; null for its own.</param>
    public void Draw(SKCanvas canvas, string text, float x, float y, Face face, SKPaint paint, float? width = null)
    {
        var own = Width(text, face);
        var scale = width is { } asked && own > 0 ? asked / own : 1;
        foreach (var (typeface, part) in Runs(text, face.Bold))
        {
            using var font = Font(typeface, face.Size, scale);
            canvas.DrawText(part, x, y, SKTextAlign.Left, font, paint);
            x += font.MeasureText(part);
        }
    }

    /// <summary>Cuts a text at its spaces into lines, the last of which ends in an ellipsis where not all of it has room.</summary>
    /// <param name="width">Width of a line, pixels.</param>
    /// <param name="most">Number of lines, at least 1.</param>
    /// <returns>Lines, and whether all of the text stands in them.</returns>
    public (IReadOnlyList<string> Lines, bool Whole) Lines(string text, Face face, float width, int most)
    {
        var lines = new List<string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width(lines[^1] + " " + word, face) <= width) { lines[^1] += " " + word; }
            else { lines.Add(word); }
            if (lines.Count > most) { break; }
        }
        var whole = lines.Count <= most && lines.All(l => Width(l, face) <= width);
        return ([.. lines.Take(most).Select((l, i) => Cut(i == most - 1 && lines.Count > most ? l + " …" : l, face, width))], whole);
    }

    // Word after word, and of one that alone is too long letter after letter.
    private string Cut(string line, Face face, float width)
    {
        while (line.Length > 2 && Width(line, face) > width)
        {
            var kept = line.TrimEnd('…').TrimEnd();
            var space = kept.LastIndexOf(' ');
            line = space > 0 ? kept[..space] + " …" : kept[..^(kept.Length > 1 && char.IsLowSurrogate(kept[^1]) ? 2 : 1)] + "…";
        }
        return line;
    }

    private static SKFont Font(SKTypeface typeface, float size, float scale) => new(typeface, size, scale)
    {
        Subpixel = true,
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
    };

    // Stretches of one face. What is no letter, such as a mark that turns the direction, is left out: a font draws a box for it.
    private List<(SKTypeface Typeface, string Text)> Runs(string text, bool bold)
    {
        var runs = new List<(SKTypeface Typeface, string Text)>();
        foreach (var letter in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format) { continue; }
            var face = fonts.Of(letter, bold);
            if (runs.Count > 0 && ReferenceEquals(runs[^1].Typeface, face)) { runs[^1] = (face, runs[^1].Text + letter); }
            else { runs.Add((face, letter.ToString())); }
        }
        return runs;
    }
}
