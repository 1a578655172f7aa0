using System.Diagnostics;
using System.Text;
using CsCheck;
using DmlStudio.Trainer.Datasets;
using Parquet;
using Parquet.Schema;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

/// <summary>Files with some bytes changed are read or refused; nothing else may come out of a reader.</summary>
public sealed class TableFuzzTests : IDisposable
{
    // Beyond which a file of a few hundred bytes must not keep anybody.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Pieces =
        ["\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", " ", "x", "text", "\uFEFF", "\uFFFE", "\0", "{", "}", "[", "]", "\\ud800",
            "null", "1e999", "sep=;", "\u0085", "'", "é"];
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, string> Seeds => new()
    {
        { "a.csv", "text,label\n\"one, \"\"two\"\"\",x\nthree,y\n\"four\nlines\",x\nfive, \"y\"\n" },
        { "a.csv", "sep=;\r\ntext;label\r\none;x\r\ntwo;y\r\nthree;x\r\nfour;y\r\n" },
        { "a.tsv", "text\tlabel\n\"one\tx\ntwo\"\ty\nthree\tx\nfour\ty\n" },
        { "a.jsonl", "{\"text\":\"one "
            + "\\ud83d\\ude00\",\"label\":\"x\"}\n{\"text\":\"two\",\"label\":\"y\"}\n{\"text\":\"three\",\"label\":\"x\"}\n"
                + "{\"text\":\"four\",\"label\":\"y\"}\n" },
        { "a.json", "[{\"text\":\"one\",\"label\":\"x\"},{\"text\":\"two\",\"label\":\"y\"},{\"text\":\"three\",\"label\":\"x\"},"
            + "{\"text\":\"four\",\"label\":\"y\"}]" },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_ChangedText_IsReadOrRefused(string file, string content)
    {
        var seed = Encoding.UTF8.GetBytes(content);
        var edit = Gen.Select(Gen.Int[0, seed.Length], Gen.Int[0, 8],
            Gen.Int[0, Pieces.Length - 1].Select(i => Encoding.UTF8.GetBytes(Pieces[i])));
        Gen.Select(edit.List[1, 6], Gen.Byte.Array[0, 2]).Sample((edits, tail) =>
        {
            var bytes = seed.ToList();
            foreach (var (at, gone, put) in edits)
            {
                var place = Math.Min(at, bytes.Count);
                bytes.RemoveRange(place, Math.Min(gone, bytes.Count - place));
                bytes.InsertRange(place, put);
            }
            Holds(file, [.. bytes, .. tail]);
        }, iter: 800, threads: 1);
    }

    [Fact]
    public async Task Read_ChangedParquet_IsReadOrRefused()
    {
        var seed = await Parquet();
        Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Byte).List[1, 3].Sample(edits =>
        {
            var bytes = seed.ToArray();
            foreach (var (at, put) in edits) { bytes[at] = put; }
            Holds("a.parquet", bytes);
        }, iter: 1500, threads: 1);
    }

    /// <summary>A list of numbers that calls itself one of truths: the library read on at the wrong place, for ever.</summary>
    [Fact]
    public async Task Read_ParquetListOfAnotherKind_IsRefused()
    {
        var bytes = await Parquet();
        // The type of the column, then its encodings: two numbers, 0 and 3.
        var at = bytes.AsSpan().IndexOf<byte>([0x15, 0x0C, 0x19, 0x25, 0x00, 0x06]);
        Assert.True(at > 0);
        bytes[at + 3] = 0xD2;
        var path = _scratch.Write("a.parquet", bytes);
        var fault = Assert.Throws<InvalidDataException>(() => TableDataset.Read("own", path, new TableColumns()));
        Assert.Contains("its footer is damaged", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Every byte in turn, with every value.</summary>
    [Fact]
    [Trait("Category", "Hardship")]
    public async Task Read_ParquetWithAnyOtherByte_IsReadOrRefused()
    {
        var seed = await Parquet();
        for (var at = 0; at < seed.Length; at++)
        {
            for (var put = 0; put < 256; put++)
            {
                var bytes = seed.ToArray();
                bytes[at] = (byte)put;
                Holds("a.parquet", bytes);
            }
        }
    }

    private static async Task<byte[]> Parquet()
    {
        var (text, label) = (new DataField<string>("text"), new DataField<string>("label"));
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(text, label), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(text, new string[] { "one", "two", "three", "four" });
            await group.WriteAsync(label, new string[] { "x", "y", "x", "y" });
        }
        return stream.ToArray();
    }

    // What is written after RFC 4180 comes back as it was, whatever stands in it.
    [Fact]
    public void Read_WhatIsQuoted_ComesBack()
    {
        string[] pieces = [.. Pieces.Where(p => p is not ("\0" or "\uFEFF" or "\uFFFE")), "a"];
        var text = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[1, 8].Select(string.Concat)
            .Where(t => t.Any(char.IsLetterOrDigit));
        text.Array[2, 6].Sample(texts =>
        {
            var content = "text,label\r\n"
                + string.Concat(texts.SelectMany(t =>
                    new[] { $"\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\"u\"\r\n", "plain,v\r\nplain,v\r\n" }))
                + "more,u\r\n";
            var read = _scratch.Read("a.csv", content, new TableColumns(Quotes: "csv"));
            Assert.Equal(texts.Select(t => t.Trim()), read.Texts.Where(t => t.Text is not ("plain" or "more")).Select(t => t.Text));
        }, iter: 500, threads: 1);
    }

    private void Holds(string file, byte[] bytes)
    {
        var path = _scratch.Write(file, bytes);
        var clock = Stopwatch.StartNew();
        try
        {
            var corpus = TableDataset.Read("own", path, new TableColumns());
            Assert.NotEmpty(corpus.Texts);
            Assert.DoesNotContain('\n', corpus.Reading!.Line);
        }
        catch (InvalidDataException fault)
        {
            Assert.DoesNotContain('\n', fault.Message);
            Assert.InRange(fault.Message.Length, 20, 1500);
        }
        Assert.True(clock.Elapsed < Patience, $"{clock.Elapsed}");
    }
}
