using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Characters that leave no trace on a page: white space, controls, joiners and tags, and what Unicode counts as letters or
/// marks although nothing is drawn.</summary>
internal static class Unseen
{
    // Combining grapheme joiner, fillers of Hangul and Khmer, the empty Braille pattern, the half-width filler.
    private static readonly HashSet<int> Blank = [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0];

    /// <summary>Whether it is one.</summary>
    public static bool Is(Rune sign) => Rune.IsWhiteSpace(sign) || Blank.Contains(sign.Value)
        // Variation selectors choose how the sign before them is drawn.
        || sign.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        || Rune.GetUnicodeCategory(sign) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>Whether a text holds anything that a person or an encoder could read.</summary>
    public static bool Says(string? text) => text is not null && text.EnumerateRunes().Any(r => !Is(r));
}
