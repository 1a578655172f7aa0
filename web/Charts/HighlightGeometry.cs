using System.Text;
using DmlStudio.Web.Highlights;

namespace DmlStudio.Web.Charts;

/// <summary>Geometry of an explained text: every word has its place in a line, the same in every row, with room for a
/// number below it.</summary>
internal sealed class HighlightGeometry
{
    /// <summary>Size of the font.</summary>
    public const double Size = 17;

    /// <summary>Room on both sides of a letter within its cell.</summary>
    public const double Padding = 3;

    /// <summary>From line to line, with the numbers below the words.</summary>
    public const double LineHeight = 46;

    private const double Number = 46, Gap = 5;

    /// <summary>A word, or a piece of a stretch without colour.</summary>
    /// <param name="Text">What is drawn.</param>
    /// <param name="X">Left end, pixels from the left of the text.</param>
    /// <param name="Line">Line, from 0.</param>
    /// <param name="Width">Width with its padding, and with room for a number.</param>
    /// <param name="Start">Left end of the letters.</param>
    /// <param name="Letters">Width of the letters.</param>
    /// <param name="Word">Position of the word, or −1.</param>
    /// <param name="Seen">False for what the model did not read.</param>
    public sealed record Cell(string Text, double X, int Line, double Width, double Start, double Letters, int Word, bool Seen);

    /// <summary>Lays out.</summary>
    /// <param name="segments">Stretches of the text.</param>
    /// <param name="width">Width of a line, pixels.</param>
    public HighlightGeometry(IReadOnlyList<TextSegments.Segment> segments, double width)
    {
        var cells = new List<Cell>();
        double x = 0;
        var line = 0;
        void Put(string text, int word, bool seen)
        {
            var padding = word < 0 ? 0 : Padding;
            var letters = Math.Min(TextWidth.Of(text, Size), width - 2 * padding);
            var cell = Math.Max(letters + 2 * padding, word < 0 ? 0 : Number);
            if (x > 0 && x + cell > width) { (x, line) = (0, line + 1); }
            cells.Add(new Cell(text, x, line, cell, x + padding, letters, word, seen));
            x += cell;
        }
        foreach (var segment in segments)
        {
            if (segment.Word >= 0) { Put(segment.Text, segment.Word, true); continue; }
            if (!segment.Seen)
            {
                x += x > 0 ? Gap : 0;
                Put("[the model read nothing after this]", -1, false);
                x += Gap;
            }
            // What is joined in the text stays joined: only white space makes a gap.
            var at = 0;
            while (at < segment.Text.Length)
            {
                var end = at;
                while (end < segment.Text.Length && char.IsWhiteSpace(segment.Text[end]) == char.IsWhiteSpace(segment.Text[at])) { end++; }
                if (char.IsWhiteSpace(segment.Text[at])) { x += x > 0 ? Gap : 0; } else { Put(segment.Text[at..end], -1, segment.Seen); }
                at = end;
            }
        }
        RightToLeft = cells.Where(c => c.Seen).Select(c => Direction(c.Text)).FirstOrDefault(d => d is not null) ?? false;
        // The words of a text that is read from the right stand in lines that begin there.
        Cells = RightToLeft ? [.. cells.Select(c => c with { X = width - c.X - c.Width, Start = width - c.Start - c.Letters })] : cells;
        Height = (line + 1) * LineHeight;
    }

    /// <summary>Cells in text order.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Whether the text is read from the right: by its first letter that has a direction.</summary>
    public bool RightToLeft { get; }

    /// <summary>Height of all lines.</summary>
    public double Height { get; }

    private static bool? Direction(string text) => text.EnumerateRunes().Where(Rune.IsLetter)
        .Select(r => (bool?)(r.Value is >= 0x0590 and <= 0x08FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFF)).FirstOrDefault();
}
