using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

public sealed class LinearProbeTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void CrossValidated_SeparableLabels_IsPerfectAndNoiseIsChance(int classes)
    {
        var random = new Random(5);
        var labels = Enumerable.Range(0, 150).Select(i => i % classes).ToArray();
        var rows = labels.SelectMany(l => Enumerable.Range(0, 4).Select(d => (float)((d == l ? 1 : 0) + 0.1 * random.NextDouble())))
            .ToArray();
        using var probe = new LinearProbe(rows, labels, classes);
        Assert.Equal(1, probe.CrossValidated(new Random(1)));
        using var noise = new LinearProbe([.. rows.Select(_ => (float)random.NextDouble())], labels, classes);
        Assert.InRange(noise.CrossValidated(new Random(1)), 0.2, 0.75);
    }

    [Fact]
    public void Accuracy_HandWorked_WeakStrengthLeavesTheIntercept()
    {
        // Three of four training rows are label 1: with next to no weight on the data only the intercept moves, to log 3 > 0.
        using var probe = new LinearProbe([1f, -1f, -1f, -1f, 1f, 1f], [0, 1, 1, 1, 0, 0], 2);
        Assert.Equal(0, probe.Accuracy([0, 1, 2, 3], [4, 5], 1e-3));
        Assert.Equal(1, probe.Accuracy([0, 1, 2, 3], [4, 5], 100));
    }
}
