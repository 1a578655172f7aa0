using DmlStudio.Files;

namespace DmlStudio.Tests.Shared.Files;

public sealed class DatasetNameTests
{
    [Theory]
    [InlineData("dynasent-r1", "dynasent-r1")]
    [InlineData("our/Tickets 2.csv.gz", "tickets-2")]
    [InlineData("folder/of-intents/", "of-intents")]
    [InlineData("/data/!.tsv", "texts")]
    public void Of_WhatAPersonWrote_IsThatOfTheRuns(string written, string name) => Assert.Equal(name, DatasetName.Of(written));

    [Theory]
    [InlineData("a.csv.GZ", "a.csv")]
    [InlineData("a.csv", "a.csv")]
    public void Unpacked_AName_IsWithoutGzip(string path, string name) => Assert.Equal(name, DatasetName.Unpacked(path));
}
