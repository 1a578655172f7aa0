using DmlStudio.Explanations;
using DmlStudio.Records;

namespace DmlStudio.Tests.Shared.Explanations;

public class FaithfulnessTableTests
{
    private static Faithfulness Of(int text, string method, double comprehensiveness, double sufficiency) => new()
    {
        TextIndex = text,
        Method = method,
        Profile = "",
        Target = "probability",
        Label = 0,
        Absence = "mask",
        WordCount = 5,
        Full = 0.9,
        Empty = 0.1,
        Bins = [0.5],
        ComprehensivenessBins = [comprehensiveness],
        SufficiencyBins = [sufficiency],
    };

    [Fact]
    public void Of_TwoTexts_GainsAndSharesAreThoseOfTheSameText()
    {
        Faithfulness[] all =
        [
            Of(1, "shap", 0.5, 0.1), Of(1, Faithfulness.Random, 0.2, 0.4), Of(1, Faithfulness.Best, 0.6, 0.0),
                Of(1, Faithfulness.Worst, 0.1, 0.5),
            Of(2, "shap", 0.3, 0.2), Of(2, Faithfulness.Random, 0.1, 0.3), Of(2, Faithfulness.Best, 0.3, 0.1),
                Of(2, Faithfulness.Worst, -0.1, 0.5),
            // A text without controls counts in the means alone.
            Of(3, "shap", 0.1, 0.3),
        ];
        var rows = FaithfulnessTable.Of(all);
        Assert.Equal(["shap", Faithfulness.Best, Faithfulness.Random, Faithfulness.Worst], rows.Select(r => r.Method));
        var shap = rows[0];
        Assert.Equal(3, shap.Texts);
        Assert.Equal(0.3, shap.Comprehensiveness.Mean, 12);
        Assert.Equal(0.25, shap.GainComprehensiveness.Mean, 12);
        Assert.Equal(2, shap.GainComprehensiveness.Count);
        Assert.Equal(0.2, shap.GainSufficiency.Mean, 12);
        Assert.Equal((0.8 + 1) / 2, shap.Normalised.Mean, 12);
        Assert.Equal((0.8 + 0.75) / 2, shap.NormalisedSufficiency.Mean, 12);
        Assert.Equal((0.3 + 0.2) / (0.4 + 0.2), shap.ShareOfBest, 12);
        Assert.True(shap.Comprehensiveness.Low >= 0.1 && shap.Comprehensiveness.High <= 0.5);
    }

    [Fact]
    public void Normalised_ModelThatCannotBeMoved_IsNothing() => Assert.Null(FaithfulnessTable.Normalised(0, 0, 0));

    [Fact]
    public void MeanInterval_OneOrNoValue_HasNoInterval()
    {
        Assert.True(double.IsNaN(MeanInterval.Of([null, double.NaN]).Mean));
        var one = MeanInterval.Of([3]);
        Assert.Equal(3, one.Mean);
        Assert.True(double.IsNaN(one.Low));
    }

    [Fact]
    public void MethodAgreement_KnownWeights_HandWorked()
    {
        var agreement = MethodAgreement.Of([3, 2, 1, 0, 0, 0, -1], [3, 1, 2, 0, 0, 0, 1]);
        Assert.InRange(agreement.Spearman!.Value, 0.5, 0.9);
        // Either top five: words 0, 1, 2, 6 and the first zero; word 6 disagrees in sign.
        Assert.Equal(0.8, agreement.Signs, 12);
        Assert.Equal(1, agreement.Top, 12);
        Assert.Null(MethodAgreement.Of([1, 1], [1, 2]).Spearman);
    }

    [Fact]
    public void AgreementTable_TwoTexts_DropsAndCountsConstantOnes()
    {
        Explanation[] all = [With(1, "shap", 1, 2, 3), With(1, "lime", 1, 2, 3), With(2, "shap", 3, 2, 1), With(2, "lime", 0, 0, 0),
            With(2, "saliency", 1, 2, 3)];
        var row = AgreementTable.Of(all).Single();
        Assert.Equal(("lime", "shap"), (row.A, row.B));
        Assert.Equal(1, row.Spearman.Mean, 12);
        Assert.Equal(1, row.Spearman.Count);
        Assert.Equal(1, row.Undefined);
        Assert.Equal(2, row.Top.Count);
    }

    private static Explanation With(int text, string method, params double[] weights) =>
        Store.SampleRun.Explanation(text) with
        {
            Method = method,
            Profile = "",
            Words = [.. weights.Select((w, i) => new WordWeight(2 * i, 2 * i + 1, w))]
        };
}
