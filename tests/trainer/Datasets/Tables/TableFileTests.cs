using System.IO.Compression;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

public sealed class TableFileTests : IDisposable
{
    private static readonly byte[] Table = "text,label\none,x\ntwo,y\nthree,x\nfour,y\n"u8.ToArray();
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv")]
    public void Read_Gzip_IsUnpackedWhateverItsName(string name)
    {
        var corpus = _scratch.Read(name, Packed(Table));
        Assert.Equal(["one", "two", "three", "four"], corpus.Texts.Select(t => t.Text));
        Assert.Contains("comma-separated in gzip, utf-8", corpus.Reading!.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GzipOfTwoParts_IsReadToItsEnd() =>
        Assert.Equal(4, _scratch.Read("a.csv.gz", [.. Packed(Table[..20]), .. Packed(Table[20..])]).Texts.Count);

    // What a browser saves that has unpacked it already.
    [Fact]
    public void Read_NamedGzipAndUnpacked_IsRead() => Assert.Equal(4, _scratch.Read("a.csv.gz", Table).Texts.Count);

    [Fact]
    public void Read_DamagedGzip_IsRefused()
    {
        var packed = Packed(Table);
        // The framework's reader gives what there is of a file that was cut off.
        for (var kept = 2; kept < packed.Length; kept++)
        {
            Assert.StartsWith("a.csv.gz is gzip, and its end is missing or something stands behind it.",
                _scratch.Refusal("a.csv.gz", packed[..kept]), StringComparison.Ordinal);
        }
        Assert.StartsWith("a.csv.gz is gzip, and its end is missing or something stands behind it.",
            _scratch.Refusal("a.csv.gz", [.. packed, 1, 2, 3, 4]), StringComparison.Ordinal);
        Assert.StartsWith("a.csv.gz begins like a gzip file and cannot be unpacked",
            _scratch.Refusal("a.csv.gz", [.. packed[..^6], 1, .. packed[^5..]]), StringComparison.Ordinal);
        Assert.StartsWith("a.csv.gz is packed by gzip twice. Unpack it once. Expected a table:",
            _scratch.Refusal("a.csv.gz", Packed(Packed(Table))), StringComparison.Ordinal);
        byte[] two = [.. Packed(Table[..20]), .. Packed(Table[20..])];
        Assert.StartsWith("a.csv.gz is gzip, and its end is missing", _scratch.Refusal("a.csv.gz", two[..^3]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreThanTheBound_IsRefusedWithoutHoldingIt()
    {
        // A hundred times as large unpacked.
        var bomb = _scratch.Write("bomb.csv.gz", Packed(new byte[8 << 20]));
        Assert.InRange(new FileInfo(bomb).Length, 1, 1 << 17);
        Assert.Contains("is longer after unpacking; a table may have 1,048,576 bytes at most.",
            Assert.Throws<InvalidDataException>(() => TableFile.Read(bomb, 1 << 20)).Message, StringComparison.Ordinal);

        // Ten gigabytes in one line, which take no room on the disk.
        var large = Path.Combine(_scratch.Folder, "large.csv");
        using (var file = File.Create(large)) { file.SetLength(10_000_000_000); }
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal($"{large} has 10,000,000,000 bytes; a table may have 536,870,912 bytes at most. A few shots are drawn from it: "
            + "keep a sample of its rows.",
            Assert.Throws<InvalidDataException>(() => TableDataset.Read("own", large, new TableColumns())).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50_000_000);
    }

    // Opening one waits until somebody writes to it.
    [SkippableFact]
    public void Read_APipe_IsRefusedAtOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs mkfifo.");
        foreach (var name in new[] { "a.csv", "a.jsonl", "a.parquet", "a.csv.gz" })
        {
            var path = Path.Combine(_scratch.Folder, name);
            using (var made = System.Diagnostics.Process.Start("mkfifo", [path])) { made.WaitForExit(); }
            Assert.Equal($"{path} is a pipe; expected a file. Save what it gives as a file, and name that.",
                Assert.Throws<InvalidDataException>(() => TableFile.Read(path)).Message);
        }
    }

    [SkippableFact]
    public void Read_AFileWithoutAnEnd_IsRefused()
    {
        Skip.IfNot(File.Exists("/dev/zero"), "Needs /dev/zero.");
        Assert.Equal("/dev/zero is a device; expected a file. Save what it gives as a file, and name that.",
            Assert.Throws<InvalidDataException>(() => TableFile.Read("/dev/zero", 1 << 16)).Message);
    }

    [Fact]
    public void Read_FolderOrNothing_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Folder, "b.csv"));
        Assert.EndsWith("b.csv is a folder; expected a file. Name a file in it.",
            Assert.Throws<InvalidDataException>(() => TableFile.Read(Path.Combine(_scratch.Folder, "b.csv"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => TableFile.Read(Path.Combine(_scratch.Folder, "none.csv")));
    }

    public static TheoryData<byte[], string> Foreign => new()
    {
        { [0x50, 0x4B, 3, 4, 20, 0], "a.csv is a ZIP archive or an Excel or OpenDocument workbook." },
        { [0xD0, 0xCF, 0x11, 0xE0, 0xA1], "a.csv is an old Excel workbook." },
        { [0x28, 0xB5, 0x2F, 0xFD, 0], "a.csv is packed by zstd." },
        { "BZh91AY&SY"u8.ToArray(), "a.csv is packed by bzip2." },
        { [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "a.csv is packed by xz." },
        { "ARROW1\0\0"u8.ToArray(), "a.csv is an Arrow or Feather file." },
        { "%PDF-1.7"u8.ToArray(), "a.csv is a PDF file." },
        { "SQLite format 3\0"u8.ToArray(), "a.csv is an SQLite database." },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"u8.ToArray(), "a.csv is a Git LFS pointer" },
        { "<!DOCTYPE html><html>"u8.ToArray(), "a.csv is a web page." },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Read_AnotherKindOfFile_IsNamed(byte[] bytes, string message) =>
        Assert.StartsWith(message, _scratch.Refusal("a.csv", bytes), StringComparison.Ordinal);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) { gzip.Write(content); }
        return packed.ToArray();
    }
}
