using DmlStudio.Inference;

namespace DmlStudio.Tests.Shared.Inference;

public sealed class NearestTests
{
    [Fact]
    public void Of_FewItems_RanksAllByCosineWhateverTheirLength()
    {
        // Angles to (1, 0): item 0 at 90°, item 1 at 0° (long), item 2 at 45°, item 3 opposite.
        var rows = Nearest.Of([1, 0, 0, 3], [0, 1, 50, 0, 1, 1, -2, 0], 2);
        Assert.Equal(4, rows.PerText);
        Assert.Equal([1, 2, 0, 3], rows.Of(0).Select(n => n.Item));
        Assert.Equal([1, 0.70710678, 0, -1], rows.Of(0).Select(n => (double)n.Cosine), (a, b) => Math.Abs(a - b) < 1e-6);
        // For (0, 3) items 1 and 3 are equally far and stay in their order.
        Assert.Equal([0, 2, 1, 3], rows.Of(1).Select(n => n.Item));
    }

    [Fact]
    public void Of_ManyItems_KeepsTheNearest()
    {
        var items = Enumerable.Range(0, 200).SelectMany(i => new[] { MathF.Cos(i * .01f), MathF.Sin(i * .01f) }).ToArray();
        var rows = Nearest.Of([1, 0], items, 2);
        Assert.Equal(Nearest.Most, rows.PerText);
        Assert.Equal(Enumerable.Range(0, Nearest.Most), rows.Of(0).Select(n => n.Item));
    }

    [Fact]
    public void Of_ZeroEmbedding_GivesNoNaN() => Assert.All(Nearest.Of([0, 0], [1, 0, 0, 1], 2).Cosine, c => Assert.Equal(0, c));
}
