using DmlStudio.Records;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Tests.Trainer.Runs;

public sealed class CrossEvaluationTests
{
    [Fact]
    public void Common_TernaryAndBinary_LeavesNeutralOutWhateverTheCase()
    {
        Corpus ternary = Of("ternary", ["negative", "neutral", "positive"]), binary = Of("binary", ["Positive", "Negative"]);
        Assert.Equal(["negative", "positive"], CrossEvaluation.Common(ternary, binary));
        Assert.Equal(["Positive", "Negative"], CrossEvaluation.Common(binary, ternary));
        Assert.Contains("no label in common, expected at least two",
            Assert.Throws<InvalidDataException>(() => CrossEvaluation.Common(binary, Of("topics", ["a", "b"]))).Message,
            StringComparison.Ordinal);
        Assert.Contains("only negative in common",
            Assert.Throws<InvalidDataException>(() => CrossEvaluation.Common(ternary, Of("half", ["negative", "b"]))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Two labels that case alone tells apart stay two: each meets its own name, and what fits two fits none.</summary>
    [Fact]
    public void Common_LabelsThatDifferInCase_MeetTheirOwnName()
    {
        string[] us = ["Late", "US", "broken", "us"];
        Assert.Equal(us, CrossEvaluation.Common(Of("one", us), Of("two", us)));
        Assert.Equal(["broken", "late"], CrossEvaluation.Common(Of("both", ["BROKEN", "LATE", "broken", "late"]),
            Of("one", ["broken", "late"])));
        Assert.Equal(["Late", "broken"], CrossEvaluation.Common(Of("one", us), Of("other", ["Us", "broken", "late"])));
    }

    [Fact]
    public void TestPart_OfficialTest_IsTakenAlone()
    {
        LabelledText[] pool = [new("a", null, 0), new("b", null, 1), new("c", null, 0), new("d", null, 1)];
        Assert.Equal(4, CrossEvaluation.TestPart(new Corpus("x", ["p", "q"], pool)).Count);
        Assert.Equal("e", Assert.Single(
            CrossEvaluation.TestPart(new Corpus("x", ["p", "q"], pool, [new LabelledText("e", null, 0)]))).Text);
    }

    [Fact]
    public void Figures_HandWorked_AreRight()
    {
        // 3 of 4 negatives and 1 of 2 positives right.
        var result = new CrossResult("b", "c", ["negative", "positive"], "head", 6, 2, 0, [3, 1, 1, 1]);
        Assert.Equal(4 / 6.0, result.Accuracy);
        Assert.Equal(0.75, result.Recall(0));
        Assert.Equal(0.5, result.Recall(1));
        Assert.Equal((6 / 8.0 + 2 / 4.0) / 2, result.MacroF1, 12);
        Assert.Null((result with { Confusion = [4, 2, 0, 0] }).Recall(1));
    }

    private static Corpus Of(string name, string[] labels) =>
        new(name, labels, [.. labels.SelectMany((_, l) =>
            new[] { new LabelledText($"one {l}", null, l), new LabelledText($"two {l}", null, l) })]);
}
