using DmlStudio.Trainer.Evaluation;

namespace DmlStudio.Tests.Trainer.Evaluation;

public class HeldOutDistancesTests
{
    [Fact]
    public void Of_TextsOnTheAxes_AgreesWithPaper()
    {
        // Texts (2, 0) and (0, 4): mean (1, 2), both √5 away. Training (3, 0) of label 0 only.
        var found = HeldOutDistances.Of([2, 0, 0, 4], [0, 1], [0, 0], [3, 0], [0], [0, 1, 1, 0, 1, 1], [0, 1, 1], 2, 2, [5, 6]);
        Assert.Equal(Math.Sqrt(5), found.Published[0], 5);
        Assert.Equal(Math.Sqrt(5), found.Published[1], 5);
        // Both are predicted as label 0, whose centroid is (1, 0): at it, and at a right angle.
        Assert.Equal(0, found.ToPredictedCentroid[0], 5);
        Assert.Equal(Math.Sqrt(2), found.ToPredictedCentroid[1], 5);
        // Text 0 has label 0 with the proxy (0, 1); text 1 has label 1 with (1, 0) and (1, 1).
        Assert.Equal(1, found.ToOwnProxy[0], 5);
        Assert.Equal(1 - Math.Sqrt(.5), found.ToOwnProxy[1], 5);
        Assert.Equal([5, 6], found.Tokens);
    }

    [Fact]
    public void Of_WithoutProxiesOrTrainingTextsOfTheLabel_IsNotKnown()
    {
        var found = HeldOutDistances.Of([1, 0], [0], [1], [3, 0], [0], [], [], 2, 2, [5]);
        Assert.True(float.IsNaN(found.ToOwnProxy[0]));
        Assert.True(float.IsNaN(found.ToPredictedCentroid[0]));
    }
}
