using System.IO.Compression;
using DmlStudio.Files;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>The bytes of a table, unpacked where they are gzip; never more than a bound.</summary>
/// <param name="Gzip">Whether the file is packed.</param>
internal sealed record TableFile(byte[] Bytes, bool Gzip)
{
    /// <summary>Most bytes of a table after unpacking: 512 MiB, some millions of texts. A file is held in memory as a whole.</summary>
    public const long Most = 512L << 20;

    // What people name by mistake, by the first bytes of the file: a name says what it should be, these say what it is.
    private static readonly (byte[] Start, string What)[] Foreign =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or an Excel or OpenDocument workbook. Unpack it, or save the sheet as CSV UTF-8"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook. Save the sheet as CSV UTF-8"),
        // Only what was unpacked once is compared with these.
        ([0x1F, 0x8B], "packed by gzip twice. Unpack it once"),
        ([0x28, 0xB5, 0x2F, 0xFD], "packed by zstd. Unpack it; gzip alone is read packed"),
        ([0x42, 0x5A, 0x68], "packed by bzip2. Unpack it; gzip alone is read packed"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "packed by xz. Unpack it; gzip alone is read packed"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive. Unpack it; gzip alone is read packed"),
        ("ARROW1"u8.ToArray(), "an Arrow or Feather file. Save it as Parquet or CSV"),
        ("FEA1"u8.ToArray(), "a Feather file. Save it as Parquet or CSV"),
        ("%PDF"u8.ToArray(), "a PDF file. Save its table as CSV"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database. Export the table as CSV"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer, not the file itself. Fetch the file with \"git lfs pull\""),
        ("<!DOCTYPE"u8.ToArray(), "a web page. Download the file itself, not the page that shows it"),
        ("<!doctype"u8.ToArray(), "a web page. Download the file itself, not the page that shows it"),
        ("<html"u8.ToArray(), "a web page. Download the file itself, not the page that shows it"),
        ("{\\rtf"u8.ToArray(), "a rich-text document. Save it as plain text in UTF-8"),
    ];

    /// <param name="path">The file.</param>
    /// <param name="most">Most bytes after unpacking.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder, a pipe or a device, too large, damaged, or no table.</exception>
    public static TableFile Read(string path, long most = Most)
    {
        if (Directory.Exists(path)) { throw new InvalidDataException(TableFolder.Refusal(path, "a file")); }
        if (!File.Exists(path)) { throw new FileNotFoundException($"{path} was not found. Name an existing file.", path); }
        RegularFile.Require(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length > most) { throw TooLarge(path, FormattableString.Invariant($"has {file.Length:N0} bytes"), most); }
        var bytes = Whole(path, file, most, "is longer");
        if (bytes is not [0x1F, 0x8B, ..]) { return new TableFile(Known(path, bytes), false); }
        var content = Unpacked(path, bytes, most);
        return GzipEnd.IsWhole(bytes, content.LongLength) ? new TableFile(Known(path, content), true)
            : throw new InvalidDataException(
                $"{path} is gzip, and its end is missing or something stands behind it. Copy or download it anew.");
    }

    private static byte[] Unpacked(string path, byte[] bytes, long most)
    {
        using var packed = new MemoryStream(bytes);
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        try { return Whole(path, unpacked, most, "is longer after unpacking"); }
        // Its own words speak of archives and their methods, whatever is wrong.
        catch (InvalidDataException fault) when (!fault.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"{path} begins like a gzip file and cannot be unpacked: it is damaged. Copy or download it anew.", fault);
        }
    }

    private static byte[] Known(string path, byte[] bytes)
    {
        foreach (var (start, what) in Foreign)
        {
            if (bytes.AsSpan().StartsWith(start))
            {
                throw new InvalidDataException($"{path} is {what}. Expected a table: {TableFormats.Expected}.");
            }
        }
        return bytes;
    }

    // By parts: a packed file may unpack to any size, and a file may grow while it is read.
    private static byte[] Whole(string path, Stream stream, long most, string longer)
    {
        using var content = new MemoryStream();
        var part = new byte[1 << 16];
        while (stream.Read(part) is var read and > 0)
        {
            if (content.Length + read > most) { throw TooLarge(path, longer, most); }
            content.Write(part, 0, read);
        }
        return content.ToArray();
    }

    private static InvalidDataException TooLarge(string path, string found, long most) => new(FormattableString.Invariant(
        $"{path} {found}; a table may have {most:N0} bytes at most. A few shots are drawn from it: keep a sample of its rows."));
}
