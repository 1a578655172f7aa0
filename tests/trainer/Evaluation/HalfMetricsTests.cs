using DmlStudio.Records;
using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

public class HalfMetricsTests
{
    /// <summary>Five texts at distances 3, 1, 2, 5, 4: the three farthest are 3, 5 and 4, of which two are right.</summary>
    [Fact]
    public void Of_OddNumberOfTexts_GivesTheLargerHalfOneMore()
    {
        var found = new HalfMetrics("accuracy-far", "accuracy-near", [0, 1, 0, 1, 0], [3, 1, 2, 5, 4]).Of(Rule(0, 0, 0, 1, 1));
        Assert.Equal([("head", "accuracy-far", 2 / 3.0), ("head", "accuracy-near", 0.5)], found.Select(f => (f.Rule, f.Name, f.Value)));
    }

    /// <summary>Both halves of an even number of texts together are the accuracy.</summary>
    [Fact]
    public void Of_EvenNumberOfTexts_AveragesToTheAccuracy()
    {
        var random = new Random(5);
        int[] gold = [.. Enumerable.Range(0, 40).Select(_ => random.Next(3))];
        int[] predicted = [.. Enumerable.Range(0, 40).Select(_ => random.Next(3))];
        var found = new HalfMetrics("a", "b", gold, [.. gold.Select(_ => (double)random.Next(6))]).Of(Rule(predicted));
        Assert.Equal(gold.Zip(predicted).Average(p => p.First == p.Second ? 1.0 : 0), found.Average(f => f.Value), 12);
    }

    [Fact]
    public void Of_OneText_HasNoHalves() => Assert.Empty(new HalfMetrics("a", "b", [0], [1]).Of(Rule(0)));

    private static RulePredictions Rule(params int[] predicted) => new("head", predicted, new float[3 * predicted.Length]);
}
