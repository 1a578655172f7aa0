using System.Globalization;
using DmlStudio.Statistics;
using MathNet.Numerics.LinearAlgebra;

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
    public void MeanOverDatasets_HandWorked_AgreesWithFormula()
    {
        // Standard errors √0.5 (4 df) and 1 (2 df): mean 2.5, se √1.5/2 = 0.6124, df 2.25/(0.25/4 + 1/2) = 4, t(0.975;
        // 4) = 2.776445, t = 4.0825, p = 0.0151.
        var found = MeanOverDatasets.Of(
            [CorrectedResampledT.Of([0, 1, 2, 3, 4], 0), CorrectedResampledT.Of([3 - Math.Sqrt(3), 3, 3 + Math.Sqrt(3)], 0)]);
        Assert.Equal((2.5, 2), (found.Mean, found.Datasets));
        Assert.Equal(4, found.Freedom!.Value, 9);
        Assert.Equal(2.776445105 * Math.Sqrt(1.5) / 2, found.Half!.Value, 6);
        Assert.InRange(found.P!.Value, 0.0150, 0.0152);

        // One dataset is its own mean.
        var alone = CorrectedResampledT.Of([1, 2, 4], 0.25);
        var same = MeanOverDatasets.Of([alone]);
        Assert.Equal((alone.Half!.Value, alone.P!.Value), (same.Half!.Value, same.P!.Value));

        // Squared errors 49/36 (2 df) and 3/8 (1 df): (49/36 + 3/8)²/((49/36)²/2 + (3/8)²) = 2.8250, more than two pairs alone have.
        Assert.Equal(2.8250, MeanOverDatasets.Of([alone, CorrectedResampledT.Of([1, 2], 0.25)]).Freedom!.Value, 4);
        Assert.Null(MeanOverDatasets.Of([CorrectedResampledT.Of([1, 2], 0.25)]).Half);
        // Two pairs that vary much more than the other dataset decide alone: hardly more than one degree of freedom.
        Assert.Null(MeanOverDatasets.Of([alone, CorrectedResampledT.Of([1, 200], 0.25)]).Half);
        // A dataset without a spread leaves the mean without an interval; nothing that varies, nothing to test.
        Assert.Null(MeanOverDatasets.Of([alone, CorrectedResampledT.Of([1], 0.25)]).Half);
        Assert.Equal((0.0, (double?)null),
            (MeanOverDatasets.Of([CorrectedResampledT.Of([1, 1, 1], 0.25)]).Half!.Value,
                MeanOverDatasets.Of([CorrectedResampledT.Of([1, 1, 1], 0.25)]).P));
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

    /// <summary>A few axes of many columns are found without the others; the plain twin solves for all of them.</summary>
    [Theory]
    [InlineData(500, 64, 1)]
    [InlineData(20, 128, 2)]
    [InlineData(3, 256, 3)]
    [InlineData(200, 40, 4)]
    public void Pca_FewAxesOfManyColumns_AreThoseOfAll(int count, int dimension, int seed)
    {
        var random = new Random(seed);
        float[] rows = [.. Enumerable.Range(0, count * dimension).Select(i => (float)(random.NextDouble() - 0.5) / (1 + i % dimension))];
        var found = Pca.Fit(rows, dimension, 2);
        var x = Matrix<double>.Build.Dense(count, dimension, (i, d) => rows[i * dimension + d] - found.Mean[d]);
        var twin = (x.Transpose() * x).Evd(Symmetricity.Symmetric);
        for (var axis = 0; axis < 2; axis++)
        {
            var square = twin.EigenValues[dimension - 1 - axis].Real;
            Assert.Equal(square / (count - 1), found.Variance[axis], 1e-9 * square);
            Assert.Equal(square / twin.EigenValues.Sum(v => v.Real), found.ExplainedVariance[axis], 9);
            var direction = twin.EigenVectors.Column(dimension - 1 - axis);
            Assert.Equal(1, Math.Abs(direction.Zip(found.Axes[axis], (a, b) => a * b).Sum()), 9);
            Assert.True(found.Axes[axis].MaxBy(Math.Abs) > 0);
        }
    }

    [Fact]
    public void Pca_AxesOfEqualVariance_AreAllFound()
    {
        // Six times the same variance on 64 columns, and nothing on the others.
        var rows = new float[12 * 64];
        for (var i = 0; i < 12; i++) { rows[i * 64 + i / 2] = i % 2 == 0 ? 3 : -3; }
        var found = Pca.Fit(rows, 64, 3);
        Assert.All(found.ExplainedVariance, share => Assert.Equal(1.0 / 6, share, 9));
        Assert.Equal(0, found.Axes[0].Zip(found.Axes[1], (a, b) => a * b).Sum(), 9);
    }

    [Fact]
    public void Pca_RowsThatAreAllTheSame_HaveAxesWithoutVariance()
    {
        var found = Pca.Fit([.. Enumerable.Repeat(0.25f, 10 * 128)], 128, 2);
        Assert.Equal([0, 0], found.ExplainedVariance);
        Assert.All(found.Axes, a => Assert.Equal(1, a.Sum(v => v * v), 9));
        Assert.All(found.Project([.. Enumerable.Repeat(0.25f, 128)]), p => Assert.Equal(0, p, 5));
    }

    [Fact]
    public void WilcoxonSignedRank_FiveAllPositive_HasSmallestPossibleP()
    {
        // 2/2⁵; five pairs can never reach 0.05.
        var found = WilcoxonSignedRank.Of([0.1, 0.2, 0.3, 0.4, 0.5]);
        Assert.Equal(0.0625, found.P!.Value, 12);
        Assert.Equal(1, found.RankBiserial);
        Assert.Null(WilcoxonSignedRank.Of([0, 0]).P);
        // Differences that are equal but for rounding share a rank: ranks 1.5, 1.5 and 3, so W− = 1.5.
        Assert.Equal(1.5, WilcoxonSignedRank.Of([0.85 - 0.83, 0.43 - 0.45, 0.1]).WMinus);
    }

    [Fact]
    public void CorrectedResampledT_EqualDifferencesButForRounding_HasNoP() =>
        Assert.Null(CorrectedResampledT.Of([0.85 - 0.83, 0.45 - 0.43, 0.32 - 0.30], 0.25).P);

    [Fact]
    public void Holm_HandWorked_StepsDown()
    {
        // 0.01·3, max(0.03, 0.03·2), max(0.06, 0.04·1).
        Assert.Equal([0.06, 0.03, 0.06], MultipleTests.Holm([0.03, 0.01, 0.04]).Select(p => Math.Round(p, 12)));
        Assert.Empty(MultipleTests.Holm([]));
    }

    [Fact]
    public void FriedmanNemenyi_OrderEqualOnEveryDataset_IsAllTheEvidenceThereIs()
    {
        // Three methods in one order on four datasets: χ² = 12·4/(3·4)·(1 + 4 + 9) − 3·4·4 = 8.
        var found = FriedmanNemenyi.Of([[3, 2, 1], [0.9, 0.8, 0.7], [30, 20, 10], [1, 0, -1]]);
        Assert.Equal([1.0, 2, 3], found.AverageRanks);
        Assert.Equal(8, found.ChiSquare!.Value, 9);
        Assert.Null(found.ImanDavenportF);
        Assert.Null(FriedmanNemenyi.Of([[1, 1], [2, 2]]).ChiSquare);
        // q(0.05; 2 methods) = 1.96: the range of two normals is √2 times one.
        Assert.Equal(1.959964, FriedmanNemenyi.Of([[1, 0]]).Quantile(), 5);
    }

    [Fact]
    public void Bootstrap_SameSeed_GivesSameIntervalAroundTheMean()
    {
        double[] values = [1, 2, 3, 4, 5, 6, 7, 8];
        var found = Bootstrap.Of(values, v => v.Average(), 500, new Random(3));
        Assert.Equal(found, Bootstrap.Of(values, v => v.Average(), 500, new Random(3)));
        Assert.True(found.Bca.Low < 4.5 && found.Bca.High > 4.5);
    }

    [Fact]
    public void Confusion_HandWorked_GivesFigures()
    {
        // gold 0 0 1 1, predicted 0 1 1 1: precision 1 and 2/3, recall 1/2 and 1, F1 2/3 and 4/5; MCC = 1/√3.
        var found = Confusion.Of([0, 0, 1, 1], [0, 1, 1, 1], 2);
        Assert.Equal([2 / 3.0, 0.8], found.F1);
        Assert.Equal(0.75, found.BalancedAccuracy);
        Assert.Equal(1 / Math.Sqrt(3), found.Matthews, 12);
        Assert.Equal(0.5, found.CohenKappa!.Value, 12);
        Assert.Throws<ArgumentException>(() => Confusion.Of([0], [0, 1], 2));
    }

    [Fact]
    public void Agreement_BothWrongInTheSameWay_IsNoDisagreement()
    {
        var found = Agreement.Of([0, 0, 1, 2], [0, 1, 2, 0], [1, 1, 1, 1], 3);
        Assert.Equal((0, 1, 1, 2, 1), (found.BothRight, found.OnlyARight, found.OnlyBRight, found.BothWrong, found.SameWrong));
        Assert.Equal(0.75, found.DisagreementRate);
        Assert.Equal(1, found.Test.Exact);
    }

    [Fact]
    public void PairedShares_HandWorked_AgreesWithFormula()
    {
        // 40 pairs, 10 only the second, 2 only the first: (10 − 2)/42 = 0.190476; half = 1.959964·√(13 − 64/42)/42.
        var (difference, half) = PairedShares.Of(2, 10, 40);
        Assert.Equal(0.190476, difference, 6);
        Assert.Equal(1.959964 * Math.Sqrt(13 - 64 / 42.0) / 42, half, 5);
    }
}
