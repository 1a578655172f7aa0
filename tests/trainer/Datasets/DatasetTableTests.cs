using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public sealed class DatasetTableTests
{
    /// <summary>Sizes as published (SentEval), less the empty lines that the published counts of CR and MPQA include.</summary>
    [SkippableTheory]
    [Trait("Category", "Reference")]
    [InlineData("cr", 2, 3775 - 4, 0)]
    [InlineData("mr", 2, 10662, 0)]
    [InlineData("mpqa", 2, 10606 - 3, 0)]
    [InlineData("trec", 6, 5452, 500)]
    [InlineData("sst2", 2, 6920, 872 + 1821)]
    [InlineData("sst5", 5, 8544, 1101 + 2210)]
    [InlineData("mrpc", 2, 3668, 1725)]
    [InlineData("banking77", 77, -1, -1)]
    [InlineData("snips", 7, -1, -1)]
    public void Read_PublishedCorpus_HasItsPublishedSize(string name, int labels, int pool, int test)
    {
        var corpus = DatasetTable.Read(name, DataFolders.Default(Fixtures.Require("data")), new TableColumns());
        Assert.Equal(labels, corpus.Labels.Count);
        Assert.True(pool < 0 || corpus.PoolCount == pool, $"pool {corpus.PoolCount}");
        Assert.True(test < 0 || corpus.Texts.Count - corpus.PoolCount == test, $"test {corpus.Texts.Count - corpus.PoolCount}");
        Assert.Equal(64, corpus.Checksum.Length);
    }

    [Fact]
    public void Read_UnknownName_ListsTheKnownOnes()
    {
        var fault = Assert.Throws<InvalidDataException>(() =>
            DatasetTable.Read("trek", DataFolders.Default("/nowhere"), new TableColumns()));
        Assert.Contains("trec", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderMissing_SaysWhichAndHowToNameIt()
    {
        var fault = Assert.Throws<InvalidDataException>(() =>
            DatasetTable.Read("trec", DataFolders.Default("/nowhere"), new TableColumns()));
        Assert.Equal("Dataset trec needs the folder /nowhere/senteval/TREC, which is not there. Put it there, or name the "
            + "folder that holds it with --data or DMLSTUDIO_DATA.", fault.Message);
    }

    [Fact]
    public void Read_IntentsWithAnEmptyLabel_SaysWhere()
    {
        var folder = Directory.CreateTempSubdirectory("intents-");
        try
        {
            var train = folder.CreateSubdirectory("train").FullName;
            File.WriteAllLines(Path.Combine(train, "seq.in"), ["one", "two", "three", "four"]);
            File.WriteAllLines(Path.Combine(train, "label"), ["a", "b", " ", "b"]);
            Assert.Contains("train/label: row 3 is empty", Assert.Throws<InvalidDataException>(() =>
                IntentDataset.Read("own", folder.FullName)).Message, StringComparison.Ordinal);
            File.WriteAllLines(Path.Combine(train, "label"), ["a", "b", "a", "b"]);
            Assert.Equal(["a", "b"], IntentDataset.Read("own", folder.FullName).Labels);
        }
        finally { folder.Delete(recursive: true); }
    }
}
