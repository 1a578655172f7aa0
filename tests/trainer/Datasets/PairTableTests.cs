using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

/// <summary>The graded pairs and DynaSent as they are distributed: counts that their papers give.</summary>
public sealed class PairTableTests
{
    [SkippableFact]
    [Trait("Category", "Reference")]
    public void Read_DistributedCorpora_HaveTheirPublishedSizes()
    {
        var folders = new DataFolders(Fixtures.Require("data"), "");
        var sick = PairTable.Read("sick", folders);
        Assert.Equal((4500, 500, 4927), (sick.Train.Count, sick.Dev.Count, sick.Test.Sum(t => t.Value.Count)));
        Assert.Equal(["contradiction", "neutral", "entailment"], sick.Labelled().Labels);
        var benchmark = PairTable.Read("stsb", folders);
        Assert.Equal((5749, 1500, 1379), (benchmark.Train.Count, benchmark.Dev.Count, benchmark.Test.Sum(t => t.Value.Count)));
        Assert.All(benchmark.Train, p => Assert.InRange(p.Score, 0, 5));
        // 2013 to 2016 whole, but for the part of 2013 that is not free.
        Assert.Equal([1500, 3750, 3000, 1186],
            new[] { "sts13", "sts14", "sts15", "sts16" }.Select(n => PairTable.Read(n, folders).Test.Sum(t => t.Value.Count)));
        Assert.Contains("Choose one of these to train on",
            Assert.Throws<InvalidDataException>(() => PairTable.Read("sts12", folders).Labelled()).Message, StringComparison.Ordinal);

        var dynasent = DatasetTable.Read("dynasent", folders, new TableColumns());
        Assert.Equal(["negative", "neutral", "positive"], dynasent.Labels);
        // 3,600 and 720 development texts and 3,600 test texts, 1,200 and 240 of each label.
        Assert.Equal((4320, 3600), (dynasent.PoolCount, dynasent.Texts.Count - dynasent.PoolCount));
        Assert.Equal([1440, 1440, 1440], dynasent.Texts.Take(dynasent.PoolCount).CountBy(t => t.Label).OrderBy(c => c.Key)
            .Select(c => c.Value));
    }

    [Fact]
    public void Read_AbsentOrMalformed_SaysSo()
    {
        var root = Directory.CreateTempSubdirectory("pairs-").FullName;
        try
        {
            string Said(string name) => Assert.Throws<InvalidDataException>(() => PairTable.Read(name, new DataFolders(root, ""))).Message;
            Assert.Contains("Did you mean \"sick\"", Said("sock"), StringComparison.Ordinal);
            Assert.Contains("which is not there", Said("sick"), StringComparison.Ordinal);
            Directory.CreateDirectory(Path.Combine(root, "sts", "2012"));
            Assert.Contains("holds no file *.test.tsv", Said("sts12"), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(root, "sts", "2012", "a.test.tsv"), "\tnever\trated\n6.5\tone\ttwo\n");
            Assert.Contains("row 2 is \"6.5\tone\ttwo\", expected score 0 to 5", Said("sts12"), StringComparison.Ordinal);
        }
        finally { Directory.Delete(root, recursive: true); }
    }
}
