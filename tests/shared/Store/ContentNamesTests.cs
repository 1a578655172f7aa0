using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public class ContentNamesTests
{
    private static readonly string A = "aaaaaa11" + new string('0', 56), B = "bbbbbb22" + new string('0', 56),
        C = "aaaaaa33" + new string('0', 56);

    private static ContentNames Of(params (string Name, string Checksum, string Identity)[] known) =>
        new(known.Select((k, i) => new ContentNames.Known(k.Name, k.Checksum, k.Identity, i)));

    [Fact]
    public void Of_ANameOfOneContent_HasNoMark()
    {
        var names = Of(("trec", A, A), ("trec", A, A), ("mr", B, B));
        Assert.Equal(["trec", "mr"], [names.Of("trec", A), names.Of("mr", B)]);
        Assert.True(names.Plain);
    }

    [Fact]
    public void Of_ANameOfTwoContents_HasTheirFirstDigitsAsMarks()
    {
        var names = Of(("trec", A, A), ("trec", B, B));
        Assert.Equal(["trec@aaaaaa", "trec@bbbbbb"], [names.Of("trec", A), names.Of("trec", B)]);
        Assert.False(names.Plain);
    }

    /// <summary>Six digits are the same by chance once in sixteen million: then a longer mark, never one name for two things.</summary>
    [Fact]
    public void Of_MarksThatBeginAlike_AreLonger()
    {
        var names = Of(("trec", A, A), ("trec", C, C));
        Assert.Equal(["trec@aaaaaa1", "trec@aaaaaa3"], [names.Of("trec", A), names.Of("trec", C)]);
        Assert.Equal(["trec@aaaaaa1", "trec@aaaaaa3"], names.Find("trec@aaaaaa").Choices);
    }

    [Fact]
    public void Of_OneContentUnderTwoNames_IsOneThingCalledAsAtFirst()
    {
        var names = Of(("mine", A, "same"), ("copy", B, "same"));
        Assert.Equal("mine", names.Of("copy", B));
        Assert.Equal("mine", names.Find("copy").Label);
    }

    [Fact]
    public void Find_AMarkThatIsNotShownAnyMore_StillLeadsThere()
    {
        var names = Of(("trec", A, A), ("mr", B, B));
        Assert.Equal("trec", names.Find("trec@aaaaaa").Label);
        Assert.Null(names.Find("trec@bbbbbb").Label);
        Assert.Empty(names.Find("trec@bbbbbb").Choices);
    }

    [Fact]
    public void Find_ANameOfSeveral_ChoosesNone()
    {
        var found = Of(("trec", A, A), ("trec", B, B)).Find("trec");
        Assert.Null(found.Label);
        Assert.Equal(["trec@aaaaaa", "trec@bbbbbb"], found.Choices);
    }

    [Fact]
    public void Of_WhatHasNoChecksum_KeepsItsName()
    {
        var names = Of(("tiny", "", ""), ("tiny", A, A));
        Assert.Equal(["tiny", "tiny"], [names.Of("tiny", ""), names.Of("tiny", A)]);
    }
}
