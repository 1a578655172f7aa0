namespace DmlStudio.Trainer.Tokenizers;

/// <summary>The printable character that stands for each byte in byte-level BPE.</summary>
/// <remarks>Radford et al. 2019 (GPT-2): printable Latin-1 bytes stand for themselves, the rest follow from U+0100.</remarks>
internal static class ByteAlphabet
{
    /// <summary>The character of a space, Ġ.</summary>
    public const char Space = '\u0120';

    private static readonly char[] Characters = Make();

    /// <summary>The character of a byte.</summary>
    public static char Of(byte value) => Characters[value];

    /// <summary>The text that a piece spells; bytes that are no whole character become U+FFFD.</summary>
    /// <param name="piece">Piece in the byte alphabet.</param>
    /// <exception cref="ArgumentException">A character is not of the alphabet.</exception>
    public static string Text(string piece)
    {
        return System.Text.Encoding.UTF8.GetString([.. piece.Select(c => Array.IndexOf(Characters, c) is var at and >= 0 ? (byte)at
            : throw new ArgumentException($"\"{piece}\" holds {c}, which stands for no byte.", nameof(piece)))]);
    }

    private static char[] Make()
    {
        var next = 256;
        return [.. Enumerable.Range(0, 256).Select(b =>
            b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255) ? (char)b : (char)next++)];
    }
}
