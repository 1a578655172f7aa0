using System.Globalization;
using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Statistics;

public class StatisticsTests
{
    [Fact]
    public void StudentInterval_HandWorked_AgreesWithTable()
    {
        // 1 2 3 4 5: mean 3, s = √2.5, t(0.975; 4) = 2.776445: half = 2.776445·√0.5.
        var found = StudentInterval.Of([1, 2, 3, 4, 5]);
        Assert.Equal(3, found.Mean, 12);
        Assert.Equal(2.776445105 * Math.Sqrt(0.5), found.Half!.Value, 6);
        Assert.Null(StudentInterval.Of([7]).Half);
    }

    [Fact]
    public void CorrectedResampledT_HandWorked_AgreesWithFormula()
    {
        // mean 2, variance 2.5, k = 5, ratio 0.25: t = 2/√(0.45·2.5) = 1.885618; p (4 df) = 0.132.
        var found = CorrectedResampledT.Of([0, 1, 2, 3, 4], 0.25);
        Assert.Equal(1.8856180831641267, found.T!.Value, 9);
        Assert.InRange(found.P!.Value, 0.131, 0.134);
        Assert.Null(CorrectedResampledT.Of([1, 1, 1], 0.25).P);
        Assert.Null(CorrectedResampledT.Of([1], 0.25).Half);
    }

    [Fact]
    public void Wilson_HandWorked_AgreesWithFormula()
    {
        var (low, high) = Wilson.Interval(8, 10);
        Assert.Equal(0.490162, low, 5);
        Assert.Equal(0.943318, high, 5);
        Assert.Equal(0, Wilson.Interval(0, 5).Low);
    }

    [Fact]
    public void Pca_PointsOnALine_HaveOneAxis()
    {
        float[] rows = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { 3f * i, 4f * i, 1f })];
        var pca = Pca.Fit(rows, 3, 2);
        Assert.Equal(1, pca.ExplainedVariance[0], 6);
        var places = pca.Project(rows);
        // Neighbours lie 5 apart along the axis.
        Assert.Equal(5, places[2] - places[0], 4);
        Assert.Equal(0, places[3], 4);
        Assert.Equal("1.0", pca.ExplainedVariance[0].ToString("0.0", CultureInfo.InvariantCulture));
    }
}
