using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Statistics;

public sealed class ProcrustesTests
{
    private static readonly float[] Corner = [0, 0, 2, 0, 0, 1];

    [Fact]
    public void Of_AQuarterTurnAndAShift_IsUndone()
    {
        // (x, y) becomes (−y, x) + (5, 7).
        var fit = Procrustes.Of(Corner, [5, 7, 5, 9, 4, 7]);
        Assert.Equal((0.0, 1.0, false, 0.0), (Math.Round(fit.Cosine, 6), Math.Round(fit.Sine, 6), fit.Mirrored,
            Math.Round(fit.Residual, 6)));
        Assert.Equal([4f, 9f], fit.Move([2, 1]).Select(v => MathF.Round(v, 4)));
    }

    [Fact]
    public void Of_AMirrorImage_IsMirrored()
    {
        var fit = Procrustes.Of(Corner, [0, 0, 2, 0, 0, -1]);
        Assert.True(fit.Mirrored);
        Assert.Equal(0, fit.Residual, 9);
        Assert.Equal([3f, -4f], fit.Move([3, 4]).Select(v => MathF.Round(v, 4)));
    }

    [Fact]
    public void Of_ASquareOfTwiceTheSize_IsNotStretched()
    {
        // Centred corners are (±1, ±1) and (±2, ±2): Σ|target − place|² = 4 · 2 = 8, by Σ|target|² = 4 · 8 = 32.
        var fit = Procrustes.Of([-1, -1, 1, -1, 1, 1, -1, 1], [-2, -2, 2, -2, 2, 2, -2, 2]);
        Assert.Equal(0.25, fit.Residual, 9);
        Assert.Equal([1f, 1f], fit.Move([1, 1]));
    }

    [Fact]
    public void Of_OnePlaceForAll_LeavesTheTargetAsItIs()
    {
        var fit = Procrustes.Of([3, 3, 3, 3], [0, 0, 2, 0]);
        Assert.Equal(1, fit.Residual, 9);
        Assert.Equal([1f, 0f], fit.Move([3, 3]));
    }

    [Fact]
    public void Of_OtherNumbersOfPlaces_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Procrustes.Of([0, 0], [0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Procrustes.Of(Corner, [0, 0, 1, 1]));
    }
}
