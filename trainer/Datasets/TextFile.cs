using System.Globalization;
using System.Text;
using DmlStudio.Files;

namespace DmlStudio.Trainer.Datasets;

/// <summary>Reads a text file in a known encoding, and says where it is not in that encoding.</summary>
internal static class TextFile
{
    /// <summary>The lines of a latin-1 file, as SentEval's older corpora are.</summary>
    /// <param name="path">The file.</param>
    public static string[] Latin1Lines(string path) => Lines(Encoding.Latin1.GetString(Bytes(path)));

    /// <summary>The lines of a UTF-8 file, with or without byte-order mark.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not UTF-8; the message gives row and byte.</exception>
    public static string[] Utf8Lines(string path) => Lines(Utf8(path));

    private static string Utf8(string path) => Utf8(path, Bytes(path));

    private static string Utf8(string path, byte[] bytes)
    {
        var start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(start));
        }
        catch (DecoderFallbackException)
        {
            var at = FirstFault(bytes, start);
            var row = 1 + bytes.AsSpan(0, at).Count((byte)'\n');
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path}: row {row}, byte {at} is 0x{bytes[at]:X2}, which is not UTF-8. Save the file as UTF-8."));
        }
    }

    private static int FirstFault(byte[] bytes, int start)
    {
        var at = start;
        while (at < bytes.Length
            && System.Text.Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var read) == System.Buffers.OperationStatus.Done)
        {
            at += read;
        }
        return Math.Min(at, bytes.Length - 1);
    }

    private static byte[] Bytes(string path)
    {
        RegularFile.Require(path);
        return File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new FileNotFoundException($"{path} was not found. Name an existing file.", path);
    }

    // Only line feeds end a line: a lone U+0085 or U+2028 stands inside some of these texts.
    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        var count = lines.Length > 0 && lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        return [.. lines.Take(count).Select(l => l.EndsWith('\r') ? l[..^1] : l)];
    }
}
