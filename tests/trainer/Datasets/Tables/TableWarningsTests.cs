using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

public sealed class TableWarningsTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Of_OneLabelAlone_IsSaid() => Assert.Contains(
        _scratch.Read("a.csv", "text,label\none,x\ntwo,x\n", use: CorpusUse.Test).Reading!.Warnings,
        w => w == "Every text has the label \"x\"; to train, there must be two labels. Is the label's column the right one?");

    [Theory]
    [InlineData("one,Refund two,refund three,Refund four,refund",
        "The labels \"Refund\" and \"refund\" differ only in case, spaces, composition or signs that are not seen.")]
    [InlineData("one,late_delivery two,late\u00A0delivery three,late_delivery four,late\u00A0delivery five,late\u2009delivery "
        + "six,late\u2009delivery", "The labels \"late\\u00a0delivery\" and \"late\\u2009delivery\" differ only")]
    [InlineData("one,caf\u00E9 two,cafe\u0301 three,caf\u00E9 four,cafe\u0301", "The labels \"cafe\\u0301\" and \"caf\u00E9\" differ only")]
    [InlineData("one,x two,x\u200B three,x four,x\u200B", "The labels \"x\" and \"x\\u200b\" differ only")]
    [InlineData("one,1 two,1.0 three,1 four,1.0", "The labels \"1\" and \"1.0\" are one number.")]
    [InlineData("one,0 two,1 three,0 four,1", "The labels are numbers (0, 1), as places in a list of names.")]
    [InlineData("one,nan two,x three,nan four,x", "The label \"nan\" looks like a value that is missing.")]
    [InlineData("one,['x'] two,x three,['x'] four,x", "The label \"['x']\" looks like a list.")]
    [InlineData("one,x;y two,x three,y four,x five,y six,x;y", "The label \"x;y\" looks like a list.")]
    [InlineData("one,x two,y One,y four,x", "1 text has two labels or more, such as \"one\": \"x\" in line 2, \"y\" in line 4.")]
    [InlineData("don\u00E2\u20AC\u2122t,x two,y three,x four,y",
        "1 of 4 texts look like UTF-8 that was once read as another encoding, such as line 2")]
    [InlineData("what\uFFFD,x two,y three,x four,y", "1 of 4 texts hold U+FFFD, the sign for what could not be read, such as line 2")]
    [InlineData("1,x 2,y 3,x 4.5,y", "4 of 4 texts are numbers: is the text's column the right one?")]
    public void Of_WhatIsProbablyNotMeant_IsSaid(string rows, string warning)
    {
        var reading = _scratch.Read("a.csv", "text,label\n" + rows.Replace(' ', '\n') + "\n").Reading!;
        Assert.Contains(reading.Warnings, w => w.StartsWith(warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_PlainTable_SaysNothing() =>
        Assert.Empty(_scratch.Read("a.csv",
            "text,label\nna\u00EFve caf\u00E9,late delivery\ntwo \u2013 \u201Cso\u201D,refund\nthree,late "
                + "delivery\nfour,refund\n").Reading!.Warnings);

    [Fact]
    public void Of_LabelsWithASingleText_AreSaidWhereTheyAreTestedOn() => Assert.Contains(
        "2 of 3 labels have a single text (y, z); to train, a label needs two. Is the label's column the right one?",
        _scratch.Read("a.csv", "text,label\none,x\ntwo,y\nthree,x\nfour,z\n",
            use: CorpusUse.Test).Reading!.Warnings);
}
