using System.Text;
using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

public sealed class TableEncodingTests
{
    private const string Table = "text,label\nI don\u2019t want it,refund\n\u00E9t\u00E9,praise\n";

    static TableEncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", true, null, "utf-8 with a mark")]
    [InlineData("utf-8", false, null, "utf-8")]
    [InlineData("utf-8", true, "utf-8", "utf-8 with a mark")]
    [InlineData("utf-16", true, null, "utf-16le with a mark")]
    [InlineData("utf-16", true, "utf-16", "utf-16le with a mark")]
    [InlineData("utf-16", false, null, "utf-16le without a mark")]
    [InlineData("utf-16", false, "utf-16", "utf-16le without a mark")]
    [InlineData("utf-16BE", true, null, "utf-16be with a mark")]
    [InlineData("utf-16BE", true, "utf-16", "utf-16be with a mark")]
    [InlineData("utf-16BE", false, null, "utf-16be without a mark")]
    [InlineData("utf-16BE", false, "utf-16", "utf-16be without a mark")]
    [InlineData("utf-32", true, null, "utf-32 with a mark")]
    [InlineData("windows-1252", false, "windows-1252", "windows-1252")]
    [InlineData("windows-1252", false, "WINDOWS-1252", "windows-1252")]
    public void Decode_EveryWriting_GivesTheSameText(string written, bool mark, string? named, string title)
    {
        var encoding = Encoding.GetEncoding(written);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Table)];
        Assert.Equal((Table, title), TableEncoding.Decode("a.csv", bytes, named));
    }

    [Theory]
    [InlineData("windows-1251", "текст,метка\nЯ хочу вернуть деньги за этот заказ,возврат\nСпасибо за прекрасную работу,похвала\n")]
    [InlineData("shift_jis", "text,label\nこの商品はとても良いです。ありがとうございました。,praise\n返金をお願いします。注文を取り消したいのです。,refund\n")]
    [InlineData("gb18030", "text,label\n我想要退款，因为商品已经损坏了，请尽快处理。,refund\n非常好的服务，谢谢你们的帮助。,praise\n")]
    public void Decode_OtherScripts_AreRefusedWithTheLikelyNameAndReadByIt(string written, string table)
    {
        var bytes = Encoding.GetEncoding(written).GetBytes(table);
        var refusal = Assert.Throws<InvalidDataException>(() => TableEncoding.Decode("a.csv", bytes, null)).Message;
        Assert.Contains($"(--encoding {written})", refusal, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(table, TableEncoding.Decode("a.csv", bytes, written).Content);
    }

    [Fact]
    public void Decode_NotUtf8_NamesRowByteAndWesternExcelFirst() => Assert.StartsWith(
        "a.csv: row 2, byte 16 of the file is 0x92, which is not UTF-8. Save the file as UTF-8, or name its encoding (--encoding "
            + "windows-1252",
        Refusal(Encoding.GetEncoding("windows-1252").GetBytes(Table), null), StringComparison.Ordinal);

    // The curly apostrophe of windows-1252 is a control character of latin-1, which tokenizers drop.
    [Fact]
    public void Decode_ControlsOfLatin1_AreRefused() => Assert.Equal(
        "a.csv: row 2, byte 16 of the file is 0x92, which is not a sign of latin-1 (a control character there). Name its encoding "
            + "(--encoding "
            + "windows-1252), or save the file as UTF-8.",
        Refusal(Encoding.GetEncoding("windows-1252").GetBytes(Table), "latin-1"));

    [Theory]
    [InlineData(new byte[] { 0x61, 0x81, 0x62 }, "windows-1252",
        "a.csv: row 1, byte 1 of the file is 0x81, which is not a sign of windows-1252")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 }, "utf-8",
        "a.csv begins with the mark of utf-16, but --encoding says utf-8. Leave --encoding out, or name utf-16.")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "windows-1252",
        "a.csv begins with the mark of utf-8, but --encoding says windows-1252.")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0, 0x00, 0xD8, 0x62, 0 }, null,
        "a.csv: row 1, byte 4 of the file is 0x00, which is not utf-16.")]
    [InlineData(new byte[] { 0x61, 0xED, 0xA0, 0x80 }, null, "a.csv: row 1, byte 1 of the file is 0xED, which is not UTF-8.")]
    [InlineData(new byte[] { 0x61, 0x0A, 0xC3 }, null, "a.csv: row 2, byte 2 of the file is 0xC3, which is not UTF-8.")]
    [InlineData(new byte[] { 0x61 }, "ebcdic", "Encoding \"ebcdic\" is not known; expected utf-8, utf-16, windows-1252 (Western Excel)")]
    [InlineData(new byte[] { 0x61 }, "utf-7", "Encoding \"utf-7\" is not known")]
    public void Decode_WhatDoesNotFit_IsRefusedByPlace(byte[] bytes, string? named, string message) =>
        Assert.StartsWith(message, Refusal(bytes, named), StringComparison.Ordinal);

    // A NUL in a text is no sign of UTF-16.
    [Fact]
    public void Decode_ALoneNul_IsNotTakenForUtf16() =>
        Assert.Equal("utf-8", TableEncoding.Decode("a.csv", "text,label\na\0b,x\nccc,y\n"u8.ToArray(), null).Name);

    [Fact]
    public void Read_OldMacintosh_NamesTheRowByItsLineEnds() =>
        Assert.StartsWith("a.csv: row 2, byte 3 of the file is 0x92", Refusal([0x61, 0x0D, 0x62, 0x92], null), StringComparison.Ordinal);

    private static string Refusal(byte[] bytes, string? named) =>
        Assert.Throws<InvalidDataException>(() => TableEncoding.Decode("a.csv", bytes, named)).Message;
}
