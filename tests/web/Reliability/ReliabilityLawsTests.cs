using CsCheck;
using DmlStudio.Statistics;
using DmlStudio.Web.Reliability;

namespace DmlStudio.Tests.Web.Reliability;

public class ReliabilityLawsTests
{
    private static readonly Gen<(double Confidence, bool Right)[]> Answers = Gen.Select(Gen.Double[0, 1], Gen.Bool).Array[1, 60];

    /// <summary>Worked by hand: confidences (.91, .77, .62, .62), right (1, 0, 1, 0).</summary>
    [Fact]
    public void Calibration_GoldenRows_AgreesWithPaper()
    {
        // Right means label 0, whose probability is the confidence.
        var found = Calibration.Of([.91, .09, .77, .23, .62, .38, .62, .38], [0, 1, 0, 1], 2);
        Assert.Equal(.275, found.Ece, 12);
        Assert.Equal(.77, found.Mce, 12);
        Assert.Equal(.5649, found.Brier, 12);
        Assert.Equal(.752402, found.Nll, 6);
    }

    /// <summary>A set that says 0.8 and is right 8 times in 10, and says 0.6 and is right 6 times in 10.</summary>
    [Fact]
    public void Calibration_PerfectlyCalibrated_HasNoError()
    {
        double[] probabilities = [.. Enumerable.Range(0, 20).SelectMany(i => i < 10 ? new[] { .8, .2 } : [.6, .4])];
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i < 10 ? (i < 8 ? 0 : 1) : (i < 16 ? 0 : 1))];
        var found = Calibration.Of(probabilities, labels, 2);
        Assert.Equal(0, found.Ece, 12);
        Assert.Equal(0, found.Mce, 12);
        Assert.Equal(0, found.Overconfidence, 12);
        // Two groups of equal count are the two confidences.
        Assert.Equal(0, Calibration.Of(probabilities, labels, 2, 2).EqualMassEce, 12);
        // What it says is also the best temperature: scaling cannot help.
        Assert.Equal(1, TemperatureScaling.Fit(TemperatureScaling.Logits(probabilities), labels, 2), 6);
    }

    [Fact]
    public void Calibration_AnyRows_IsBoundedAndDoesNotDependOnTheirOrder() => Answers.Sample(rows =>
    {
        double[] probabilities =
            [.. rows.SelectMany(r => new[] { Math.Max(r.Confidence, 1 - r.Confidence), 1 - Math.Max(r.Confidence, 1 - r.Confidence) })];
        int[] labels = [.. rows.Select(r => r.Right ? 0 : 1)];
        var found = Calibration.Of(probabilities, labels, 2);
        Assert.InRange(found.Ece, 0, found.Mce + 1e-12);
        Assert.InRange(found.Mce, 0, 1);
        Assert.InRange(found.Brier, 0, 2);
        // The mean of the bins' signed gaps is the overall gap, so no binning can hide more than the ECE.
        Assert.True(Math.Abs(found.Overconfidence) <= found.Ece + 1e-9);
        Assert.Equal(rows.Length, found.EqualWidth.Sum(b => b.Count));
        Assert.Equal(rows.Length, found.EqualMass.Sum(b => b.Count));
        var turned = Calibration.Of([.. probabilities.Chunk(2).Reverse().SelectMany(p => p)], [.. labels.Reverse()], 2);
        Assert.Equal(found.Ece, turned.Ece, 1e-9);
        Assert.Equal(found.Brier, turned.Brier, 1e-9);
        Assert.Equal(found.Nll, turned.Nll, 1e-9);
    });

    [Fact]
    public void RiskCoverage_AnyRows_LiesBetweenBestAndWorstOrder() => Answers.Sample(rows =>
    {
        bool[] right = [.. rows.Select(r => r.Right)];
        var found = RiskCoverage.Of([.. rows.Select(r => r.Confidence)], right);
        // The worst order puts every wrong row first.
        var worst = RiskCoverage.Of([.. right.Select(r => r ? 0.0 : 1)], right).Aurc;
        Assert.InRange(found.Aurc, found.Optimal - 1e-12, worst + 1e-12);
        Assert.Equal(right.Count(r => !r) / (double)right.Length, found.Risk[^1], 1e-12);
        Assert.Equal(1 - found.Risk[^1], found.AccuracyAt(1), 1e-12);
        // Only the order of the confidences matters.
        Assert.Equal(found.Aurc, RiskCoverage.Of([.. rows.Select(r => 4 * r.Confidence)], right).Aurc, 1e-12);
    });

    [Fact]
    public void RiskCoverage_ConfidenceOrdersPerfectly_HasNoExcess() =>
        Assert.Equal(0, RiskCoverage.Of([.9, .8, .3, .2], [true, true, false, false]).Excess, 12);

    [Fact]
    public void TemperatureScaling_LogitsTimesAFactor_FindsTheFactorAgain() =>
        Gen.Select(Gen.Double[-3, 3].Array[90], Gen.Int[0, 2].Array[30], Gen.Double[0.2, 5]).Sample((logits, labels, factor) =>
    {
        var one = TemperatureScaling.Fit(logits, labels, 3);
        if (one is <= 0.01 or >= 100) { return; }
        Assert.Equal(factor, TemperatureScaling.Fit([.. logits.Select(z => z * factor)], labels, 3) / one, 1e-5);
        // A constant for all logits of a row does not matter, and the winner stays.
        Assert.Equal(one, TemperatureScaling.Fit([.. logits.Select((z, i) => z + i / 3)], labels, 3), 1e-6);
        double[] before = Scaled.By(logits, 3, 1), after = Scaled.By(logits, 3, one);
        foreach (var (a, b) in before.Chunk(3).Zip(after.Chunk(3))) { Assert.Equal(b.Max(), b[Array.IndexOf(a, a.Max())], 1e-9); }
    });

    [Fact]
    public void TemperatureScaling_EveryRowRight_StopsAtTheSharpEnd() =>
        Assert.Equal(TemperatureScaling.Smallest, TemperatureScaling.Fit([2, 0, 0, 2], [0, 1], 2));

    [Fact]
    public void TemperatureScaling_EveryRowWrong_StopsAtTheFlatEnd() =>
        Assert.Equal(TemperatureScaling.Largest, TemperatureScaling.Fit([2, 0, 0, 2], [1, 0], 2));

    [Fact]
    public void TemperatureScaling_AnyNumberOfLabels_HasNoSlopeWhereItStops() =>
        Gen.Int[2, 19].SelectMany(classes => Gen.Select(Gen.Const(classes), Gen.Double[-40, 40].Array[12 * classes],
            Gen.Int[0, classes - 1].Array[12])).Sample((classes, logits, labels) =>
    {
        var found = TemperatureScaling.Fit(logits, labels, classes);
        double Loss(double temperature)
        {
            var scaled = Scaled.By(logits, classes, temperature);
            return labels.Select((l, i) => -Math.Log(scaled[i * classes + l])).Sum();
        }
        // By plain sums: beside it, as far as the range goes, the likelihood is no better.
        Assert.True(Loss(found) <= Loss(Math.Max(found / 1.001, TemperatureScaling.Smallest)) + 1e-9);
        Assert.True(Loss(found) <= Loss(Math.Min(found * 1.001, TemperatureScaling.Largest)) + 1e-9);
    });

    [Fact]
    public void Separation_HandWorked_AgreesWithPairs()
    {
        // Pairs won by the text in scope: 3 of 3, 2 of 3 and a tie, 0 of 3: (3 + 2.5 + 0) / 9.
        var found = Separation.Of([5, 3, 0], [3, 2, 1]);
        Assert.Equal(5.5 / 9, found.Auroc, 12);
        // 95 % of three texts are three: the threshold is the lowest, and all three others pass.
        Assert.Equal(1, found.FprAt95);
        Assert.Equal(0, found.Threshold);
        Assert.Equal(0, Separation.Of([2, 3], [0, 1]).FprAt95);
        Assert.Equal(1, Separation.Of([2, 3], [0, 1]).Auroc);
        Assert.Equal(.5, Separation.Of([1, 1], [1, 1]).Auroc);
    }

    [Fact]
    public void Separation_TurnedScores_GiveTheOppositeArea() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 20], Gen.Int[0, 5].Array[1, 20]).Sample((inside, outside) =>
    {
        double[] a = [.. inside.Select(v => (double)v)], b = [.. outside.Select(v => (double)v)];
        Assert.Equal(1 - Separation.Of(a, b).Auroc, Separation.Of([.. a.Select(v => -v)], [.. b.Select(v => -v)]).Auroc, 1e-9);
    });
}
