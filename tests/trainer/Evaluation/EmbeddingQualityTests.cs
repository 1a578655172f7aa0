using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

public class EmbeddingQualityTests
{
    [Fact]
    public void Of_TwoTightLabels_FindsThemApart()
    {
        // Two directions at right angles, two texts each: every neighbour has the own label; between = √2, within = 0 for equal rows.
        float[] rows = [1, 0, 2, 0.2f, 0, 1, 0.2f, 2];
        var found = EmbeddingQuality.Of(rows, [0, 0, 1, 1], [1, 0, 0, 1], [0, 1], 2, [1, 0, 1, 0, 0, 1, 0, 1], 2, new Random(1))
            .ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal(1, found["recall-at-1"]);
        Assert.Equal(1, found["few-shot-map-at-r"]);
        Assert.Equal(1, found["nmi"], 9);
        Assert.Equal(1, found["proxy-margin"]);
        Assert.True(found["silhouette"] > 0.8 && found["class-separation"] > 10);
        Assert.True(found["alignment"] < 0.02);
    }

    [Fact]
    public void Of_OneLabel_LeavesOutWhatIsNotDefined()
    {
        var found = EmbeddingQuality.Of([1, 0, 0, 1], [0, 0], [1, 0], [0], 2, null, 1, new Random(1));
        Assert.DoesNotContain(found, f => f.Name is "silhouette" or "class-separation" or "proxy-margin");
        Assert.All(found, f => Assert.True(double.IsFinite(f.Value)));
    }

    [Fact]
    public void Of_MoreTextsThanTheLimit_SaysHowManyCount()
    {
        var count = EmbeddingQuality.MostTexts + 10;
        float[] rows = [.. Enumerable.Range(0, count).SelectMany(i => i % 2 == 0 ? new[] { 1f, 0.1f } : [0.1f, 1f])];
        var found = EmbeddingQuality.Of(rows, [.. Enumerable.Range(0, count).Select(i => i % 2)], [1, 0], [0], 2, null, 2, new Random(1));
        Assert.Equal(EmbeddingQuality.MostTexts, found.Single(f => f.Name == "texts").Value);
        Assert.Equal(1, found.Single(f => f.Name == "recall-at-1").Value);
    }
}
