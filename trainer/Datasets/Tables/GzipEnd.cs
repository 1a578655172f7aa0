using System.Buffers.Binary;
using System.IO.Compression;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Whether a gzip file ends where it should. The framework's reader gives what there is of a file that was cut
/// off, without a word.</summary>
internal static class GzipEnd
{
    private const int Header = 10;
    private const int Trailer = 8;

    // A file may be of several parts one after another; from so many places of the end a last part is tried.
    private const int Places = 64;

    /// <summary>Whether the last part unpacks to as many bytes as its end says (RFC 1952, ISIZE).</summary>
    /// <param name="packed">The file.</param>
    /// <param name="length">Bytes that it unpacked to.</param>
    public static bool IsWhole(byte[] packed, long length)
    {
        if (packed.Length < Header + Trailer) { return false; }
        var said = BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4));
        if (said == (uint)length) { return true; }
        var end = packed.Length;
        for (var place = 0; place < Places; place++)
        {
            var start = packed.AsSpan(0, end).LastIndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]);
            if (start <= 0) { return false; }
            if (Unpacked(packed, start) is { } part && (uint)part == said) { return true; }
            end = start + 2;
        }
        return false;
    }

    private static long? Unpacked(byte[] packed, int start)
    {
        if (packed.Length - start < Header + Trailer) { return null; }
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed, start, packed.Length - start), CompressionMode.Decompress);
            var part = new byte[1 << 16];
            var length = 0L;
            while (stream.Read(part) is var read and > 0) { length += read; }
            return length;
        }
        catch (InvalidDataException) { return null; }
    }
}
