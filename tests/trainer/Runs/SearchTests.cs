using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Training;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Tests.Trainer.Runs;

public class SearchTests
{
    [Fact]
    public void Split_PartsOfACorpus_ShareNoText()
    {
        var corpus = new Corpus("toy", ["good", "bad"], Toy.Texts(400));
        FewShotSplit Of(CorpusPart part, int fold) =>
            FewShotSplit.Draw(corpus, new SplitSettings(10, 4, true, 0, part), fold, new Random(1), new Random(2));
        int[] search = [.. Enumerable.Range(0, 4).SelectMany(f => Of(CorpusPart.Search, f).Test.Concat(Of(CorpusPart.Search, f).Train))
            .Distinct()];
        int[] rest = [.. Enumerable.Range(0, 4).SelectMany(f => Of(CorpusPart.Rest, f).Test.Concat(Of(CorpusPart.Rest, f).Train))
            .Distinct()];
        Assert.Empty(search.Intersect(rest));
        Assert.Equal(400, search.Length + rest.Length);
        Assert.InRange(search.Length, 50, 110);
    }

    [Fact]
    public void Rounds_EightCandidates_AreHalved()
    {
        var rounds = Halving.Rounds(8, 2, 4);
        Assert.Equal([new Halving(8, 1), new Halving(4, 2), new Halving(2, 4)], rounds);
        Assert.Equal(8 + 4 + 4, Halving.Runs(rounds));
    }

    /// <summary>Half of its runs failed, and the easy half is left: who has all runs stands before it.</summary>
    [Fact]
    public void Ranked_CandidateWithFailedRuns_StandsBehindThoseWithAll()
    {
        SearchCandidate Of(string steps, params double[] scores)
        {
            var made = new SearchCandidate(new Dictionary<string, string> { ["steps"] = steps });
            made.Judge(scores, 2);
            return made;
        }
        SearchCandidate[] ranked = [.. SearchCandidate.Ranked([Of("1"), Of("2", 0.9), Of("3", 0.5, 0.6), Of("4", 0.6, 0.7)])];
        Assert.Equal(["steps 4", "steps 3", "steps 2", "steps 1"], ranked.Select(c => c.Text));
        Assert.Equal(["0.650", "0.550", "0.900 (1 failed)", "failed"], ranked.Select(c => c.Told));
    }

    [Fact]
    public void Combinations_GridAndRandom_AreDistinct()
    {
        var space = SearchSpace.Parse(["steps=10,20", "sup-con.temperature=0.1,0.3,0.5"]);
        Assert.Equal(["0.1,0.9", "0.5,0.5"], SearchSpace.Parse(["linear.weights=0.1,0.9; 0.5,0.5"]).Axes.Single().Values);
        Assert.Equal(6, space.Combinations(0, null).Select(c => string.Join(' ', c.Values)).Distinct().Count());
        Assert.Equal(4, space.Combinations(4, new Random(1)).Select(c => string.Join(' ', c.Values)).Distinct().Count());
    }

    [Theory]
    [InlineData("steps", "no values")]
    [InlineData("=3", "no values")]
    public void Parse_Wrong_SaysWhatWasExpected(string axis, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => SearchSpace.Parse([axis])).Message, StringComparison.Ordinal);

    [Fact]
    public void UpSampling_RareLabels_AreDrawnAgain()
    {
        int[] labels = [0, 0, 0, 0, 1];
        var sample = UpSampling.Of([0, 1, 2, 3, 4], t => labels[t], new Random(1));
        Assert.Equal([0, 1, 2, 3, 4, 4, 4, 4], sample);
    }

    [Fact]
    public void BalancedOrder_EveryBatch_HasEachLabelAlike()
    {
        int[] labels = [0, 0, 0, 1, 2, 2, 2, 2];
        var order = new BalancedOrder([.. Enumerable.Range(0, 8)], t => labels[t], 4, 2, new Random(1));
        var seen = new HashSet<int>();
        for (var i = 0; i < 12; i++)
        {
            var batch = order.Next();
            Assert.All(batch.GroupBy(t => labels[t]), g => Assert.Equal(2, g.Count()));
            Assert.Equal(2, batch.Select(t => labels[t]).Distinct().Count());
            seen.UnionWith(batch);
        }
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public void TextOrder_Epochs_EndWithAShortBatch()
    {
        var order = new TextOrder([0, 1, 2, 3, 4], 2, new Random(1), epochs: true);
        Assert.Equal([2, 2, 1, 2, 2, 1], Enumerable.Range(0, 6).Select(_ => order.Next().Length));
    }
}
