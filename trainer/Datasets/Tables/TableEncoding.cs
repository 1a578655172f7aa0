using System.Globalization;
using System.Text;
using UtfUnknown;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The text of a file, decoded strictly: a mark at its start, else the encoding that a person names, else UTF-16 where every
/// other byte shows it, else UTF-8. Nothing is guessed in silence: what is none of these is refused with the likely name.</summary>
internal static class TableEncoding
{
    private static readonly (string Name, byte[] Bytes)[] Marks =
    [
        ("utf-32", [0xFF, 0xFE, 0, 0]), ("utf-32BE", [0, 0, 0xFE, 0xFF]), ("utf-8", [0xEF, 0xBB, 0xBF]), ("utf-16", [0xFF, 0xFE]),
            ("utf-16BE", [0xFE, 0xFF]),
    ];

    // What people call UTF-16 whose mark says the rest.
    private static readonly string[] Open16 = ["utf-16", "utf16", "unicode", "utf-16le", "utf-16be"];

    static TableEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="path">Named in messages.</param>
    /// <param name="named">Encoding that a person names, or null.</param>
    /// <returns>The text without a mark, and how it was decoded.</returns>
    /// <exception cref="InvalidDataException">A byte does not fit, or the encoding is unknown or contradicts the mark.</exception>
    public static (string Content, string Name) Decode(string path, byte[] bytes, string? named)
    {
        var asked = named is null ? null : Named(named);
        if (Marks.FirstOrDefault(m => bytes.AsSpan().StartsWith(m.Bytes)) is { Name: { } mark } found)
        {
            if (asked is not null && asked.WebName != Named(mark).WebName
                && !(Is16(named!) && mark.StartsWith("utf-16", StringComparison.Ordinal)))
            {
                throw new InvalidDataException(
                    $"{path} begins with the mark of {Named(mark).WebName}, but --encoding says {named}. Leave --encoding out, or "
                        + $"name {Named(mark).WebName}.");
            }
            return (Strict(path, bytes, found.Bytes.Length, Named(mark)), $"{Title(mark)} with a mark");
        }
        if (asked is null || Is16(named!))
        {
            if (Unmarked16(bytes) is { } sixteen) { return (Strict(path, bytes, 0, Named(sixteen)), $"{Title(sixteen)} without a mark"); }
        }
        asked ??= Named("utf-8");
        return (Strict(path, bytes, 0, asked), Title(asked.WebName));
    }

    private static string Title(string name) => name switch { "utf-16" => "utf-16le", _ => name.ToLowerInvariant() };

    private static bool Is16(string name) => Open16.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static Encoding Named(string name)
    {
        var known = name.Equals("latin-1", StringComparison.OrdinalIgnoreCase) ? "iso-8859-1" : name;
        try { return Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback); }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"Encoding \"{name}\" is not known; expected utf-8, utf-16, windows-1252 (Western Excel), latin-1, windows-1251, "
                    + "shift_jis, gb18030 "
                + "or another registered name. Name one of them.", fault);
        }
    }

    // ASCII in UTF-16 has a zero in every pair, always at the same side; in other scripts separators and line ends have.
    private static string? Unmarked16(byte[] bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0) { return null; }
        var head = bytes.AsSpan(0, Math.Min(bytes.Length, 1 << 16) & ~1);
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++) { if (head[i] == 0) { if (i % 2 == 0) { even++; } else { odd++; } } }
        if ((even == 0) == (odd == 0) || (even + odd) * 100 < head.Length / 2) { return null; }
        var name = odd > 0 ? "utf-16" : "utf-16BE";
        // A lone NUL in a text of another encoding gives signs without a line end.
        var read = (odd > 0 ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(head);
        return read.AsSpan().ContainsAny('\n', '\r') && !read.Any(c => c < ' ' && c is not ('\n' or '\r' or '\t')) ? name : null;
    }

    private static string Strict(string path, byte[] bytes, int start, Encoding encoding)
    {
        string content;
        try { content = encoding.GetString(bytes.AsSpan(start)); }
        catch (DecoderFallbackException fault)
        {
            var at = Math.Clamp(encoding.WebName switch
            {
                "utf-8" => FirstFault(bytes, start),
                "utf-16" => LoneHalf(bytes, start, 1),
                "utf-16BE" => LoneHalf(bytes, start, 0),
                _ => start + fault.Index
            }, 0, bytes.Length - 1);
            throw encoding.WebName == "utf-8"
                ? Not(path, bytes, at, "UTF-8", $"Save the file as UTF-8, or name its encoding (--encoding {Guess(bytes)}).")
                : Not(path, bytes, at, encoding.WebName, "Name another encoding with --encoding, or save the file as UTF-8.");
        }
        if (encoding.IsSingleByte && content.AsSpan().IndexOfAnyInRange('\u0080', '\u009F') is var control and >= 0)
        {
            var name = encoding.WebName == "iso-8859-1" ? "latin-1" : encoding.WebName;
            throw Not(path, bytes, start + control, $"a sign of {name} (a control character there)",
                $"Name its encoding (--encoding {(name == "windows-1252" ? "…" : "windows-1252")}), or save the file as UTF-8.");
        }
        return content;
    }

    private static InvalidDataException Not(string path, byte[] bytes, int at, string what, string advice) =>
        new(string.Create(CultureInfo.InvariantCulture,
        $"{path}: row {1 + LineEnds(bytes.AsSpan(0, at))}, byte {at} of the file is 0x{bytes[at]:X2}, which is not {what}. {advice}"));

    // Old Macintosh files end lines with CR alone.
    private static int LineEnds(ReadOnlySpan<byte> bytes) => bytes.Count((byte)'\n') is var ends and > 0 ? ends : bytes.Count((byte)'\r');

    // The likely names, apart by "or". Few signs beyond ASCII are too few to tell: then Western Excel is named first.
    private static string Guess(byte[] bytes)
    {
        var some = bytes.AsSpan(0, Math.Min(bytes.Length, 1 << 20)).ToArray();
        var name = CharsetDetector.DetectFromBytes(some).Detected?.EncodingName;
        var guess = name is null or "ascii" || name.StartsWith("utf", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("iso-8859-1", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) || !Exists(name)
                ? "windows-1252"
                : Encoding.GetEncoding(name).WebName;
        var few = some.Count(b => b >= 0x80) * 5 < some.Length;
        return guess == "windows-1252" || !few ? guess : $"windows-1252 or {guess}";
    }

    private static bool Exists(string name)
    {
        try { return Encoding.GetEncoding(name) is not null; }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException) { return false; }
    }

    // The first half of a character without its other half; else the odd byte at the end.
    private static int LoneHalf(byte[] bytes, int start, int high)
    {
        var expected = false;
        for (var at = start; at + 1 < bytes.Length; at += 2)
        {
            var kind = bytes[at + high] & 0xFC;
            if (expected != (kind == 0xDC)) { return expected ? at - 2 : at; }
            expected = kind == 0xD8;
        }
        return expected ? bytes.Length - 2 : bytes.Length - 1;
    }

    private static int FirstFault(byte[] bytes, int start)
    {
        var at = start;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var read) == System.Buffers.OperationStatus.Done)
        {
            at += read;
        }
        return at;
    }
}
