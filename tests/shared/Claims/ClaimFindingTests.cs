using DmlStudio.Claims;
using DmlStudio.Statistics;

namespace DmlStudio.Tests.Shared.Claims;

/// <summary>Verdicts on differences that can be worked out on paper. One fold, so that the test is the plain paired t.</summary>
public sealed class ClaimFindingTests
{
    // Mean 0.05, s² = 2·(0.03² + 0.01²)/3, s/√4 = 0.012910, t(3) = 3.182446: ± 0.041085.
    private static readonly double[] Clear = [0.02, 0.04, 0.06, 0.08];

    // Mean 0.02, s² = 0.004/3, s = 0.036515, s/√4 = 0.018257: ± 0.058103.
    private static readonly double[] Unclear = [-0.02, 0.04, 0, 0.06];

    [Fact]
    public void Verdict_IntervalAboveZero_Agrees()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell(Clear));
        Assert.Equal(Verdict.Agrees, finding.Verdict);
        Assert.Equal(0.05, finding.Average!.Mean, 12);
        Assert.Equal(0.05 - 0.041085, finding.Interval!.Value.Low, 6);
        Assert.Equal("+5.0 (+0.9 to +9.1)", ClaimWords.Found(finding));
        Assert.Equal("Agrees, with 4 draws a dataset. The figure is not recorded: this is the direction alone.",
            ClaimWords.Sentence(finding));
    }

    [Fact]
    public void Verdict_IntervalBelowZero_Disagrees()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell([.. Clear.Select(d => -d)]));
        Assert.Equal(Verdict.Disagrees, finding.Verdict);
        Assert.Equal("−5.0 (−9.1 to −0.9)", ClaimWords.Found(finding));
    }

    [Fact]
    public void Verdict_FigureForWhichLowIsGood_IsTurned()
    {
        var finding = new ClaimFinding(ClaimRuns.Claim with { Metric = "nll" }, null, "tiny",
            [ClaimRuns.Cell([.. Clear.Select(d => -d)], metric: "nll")]);
        Assert.Equal(Verdict.Agrees, finding.Verdict);
        Assert.Equal("+0.050 (+0.009 to +0.091)", ClaimWords.Found(finding));
    }

    /// <summary>t(k−1)·0.036515/√k is below 0.02 from k = 16 on: 2.144787·0.036515/√15 = 0.020221, 2.131450·0.036515/4 =
    /// 0.019457.</summary>
    [Fact]
    public void Verdict_IntervalThatHoldsZero_SaysHowManyMoreWouldTell()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell(Unclear));
        Assert.Equal((Verdict.CannotTell, 16), (finding.Verdict, finding.Telling));
        Assert.Equal("Cannot be told with 4 draws a dataset: the interval holds 0. At this difference and spread 16 would tell, 12 more. "
            + "The figure is not recorded: this is the direction alone.", ClaimWords.Sentence(finding));
    }

    /// <summary>With five folds the standard error never falls below s·√(1/4) = 0.018257, and 1.96 of it is above 0.02.</summary>
    [Fact]
    public void Telling_FoldsThatOverlap_MayBeNoNumberAtAll()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell(Unclear, folds: 5));
        Assert.Equal((Verdict.CannotTell, (int?)null), (finding.Verdict, finding.Telling));
        Assert.Contains("no number of draws on these folds would tell", ClaimWords.Sentence(finding), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_TooFewDraws_CannotTell()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell([0.1, 0.11]));
        Assert.Equal(Verdict.CannotTell, finding.Verdict);
        Assert.Equal("Cannot be told with 2 draws a dataset: 3 are the fewest for an interval.", ClaimWords.Sentence(finding));
        Assert.Equal("+10.5", ClaimWords.Found(finding));
    }

    [Fact]
    public void Verdict_DrawsThatDoNotVary_CannotTell()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell([0.1, 0.1, 0.1]));
        Assert.Equal(Verdict.CannotTell, finding.Verdict);
        Assert.Contains("do not vary", ClaimWords.Sentence(finding), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_NoRuns_IsToldFromWhatIsMissing()
    {
        Assert.Equal("Cannot be told: there are no runs of it yet.", ClaimWords.Sentence(ClaimRuns.Finding()));
        var missing = new ClaimFinding(ClaimRuns.Claim with { Missing = "a GPU." }, null, null, []);
        Assert.Equal(Verdict.CannotCheck, missing.Verdict);
        Assert.Equal("Cannot be checked here: a GPU.", ClaimWords.Sentence(missing));
        Assert.Equal("–", ClaimWords.Found(missing));
    }

    /// <summary>The interval is 0.9 to 9.1 points.</summary>
    [Theory]
    [InlineData(3.27, null, null, 0)]
    [InlineData(0.5, null, null, -1)]
    [InlineData(9.2, null, null, 1)]
    [InlineData(null, 0.02, 2.29, 0)]
    [InlineData(null, 0.02, 0.5, -1)]
    [InlineData(null, 10.0, 12.0, 1)]
    [InlineData(null, null, 10.0, 0)]
    [InlineData(null, null, 0.5, -1)]
    [InlineData(null, 2.0, null, 0)]
    [InlineData(null, 9.2, null, 1)]
    [InlineData(null, null, null, null)]
    public void Size_PublishedFigure_LiesBelowInsideOrAboveTheInterval(double? figure, double? low, double? high, int? expected)
    {
        var claim = ClaimRuns.Claim with { Figure = figure, Low = low, High = high };
        Assert.Equal(expected, new ClaimFinding(claim, null, "tiny", [ClaimRuns.Cell(Clear)]).Size);
    }

    /// <summary>The figure is no share: the interval is 0.009 to 0.091, and 0.05 of it is no hundredth.</summary>
    [Theory]
    [InlineData(0.05, 0, "+0.05 in NLL, nats (wiki)", "The published figure lies inside the interval.")]
    [InlineData(2.0, 1, "+2.00 in NLL, nats (wiki)", "The published figure lies above the interval: so large a difference was not found.")]
    public void Size_FigureThatIsNoShare_IsInItsOwnUnit(double figure, int expected, string published, string words)
    {
        var claim = ClaimRuns.Claim with { Metric = "nll", Figure = figure, ReadIn = "wiki" };
        var finding = new ClaimFinding(claim, null, "tiny", [ClaimRuns.Cell([.. Clear.Select(d => -d)], metric: "nll")]);
        Assert.Equal((expected, published), (finding.Size, ClaimWords.Published(claim)));
        Assert.EndsWith(words, ClaimWords.Sentence(finding), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2.0, null, "Agrees, with 4 draws a dataset. The published range meets the interval.")]
    [InlineData(null, 0.5, "Agrees, with 4 draws a dataset. The published range lies below the interval: a larger difference was found.")]
    public void Sentence_OneBoundAlone_IsARange(double? low, double? high, string expected) => Assert.Equal(expected,
        ClaimWords.Sentence(new ClaimFinding(ClaimRuns.Claim with { Low = low, High = high }, null, "tiny", [ClaimRuns.Cell(Clear)])));

    [Fact]
    public void Average_TwoDatasets_CountsEachOnce()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell(Clear), ClaimRuns.Cell([0.01, 0.01, 0.01, 0.01, 0.01, 0.01], "other"));
        Assert.Equal((0.03, 4, 6), (Math.Round(finding.Average!.Mean, 12), finding.Fewest, finding.Most));
        Assert.StartsWith("Agrees, with 4 to 6 draws a dataset (fewest on toy).", ClaimWords.Sentence(finding), StringComparison.Ordinal);
        Assert.Equal("4 to 6", ClaimWords.Count(finding));
    }

    /// <summary>Two draws have a spread, though none to test alone; of one draw nothing is known, and the dataset is named.</summary>
    [Fact]
    public void Verdict_OneDatasetThatIsShort_HangsOnTheInterval()
    {
        ClaimFinding.Cell[] others = [.. new[] { "a", "b" }.Select(d => ClaimRuns.Cell(Clear, d))];
        var two = ClaimRuns.Finding([.. others, ClaimRuns.Cell([0.04, 0.06])]);
        Assert.Equal((Verdict.Agrees, 2), (two.Verdict, two.Fewest));
        Assert.Equal("Cannot be told with 1 to 4 draws a dataset (fewest on toy): 2 are the fewest for an interval.",
            ClaimWords.Sentence(ClaimRuns.Finding([.. others, ClaimRuns.Cell([0.04])])));
    }

    /// <summary>What a dataset has more is not taken from it: only the short one is asked for more.</summary>
    [Fact]
    public void Telling_DatasetsOfUnequalDraws_NeverCountsFewerThanThereAre()
    {
        var finding = ClaimRuns.Finding(ClaimRuns.Cell([-0.04, 0.08, 0.02], "short"),
            ClaimRuns.Cell([.. Enumerable.Range(0, 40).Select(i => 0.02 + (i % 2 == 0 ? 0.03 : -0.03))]));
        Assert.Equal(Verdict.CannotTell, finding.Verdict);
        var telling = finding.Telling!.Value;
        Assert.InRange(telling, 4, 39);
        Assert.Contains($"{telling} on every dataset would tell, {telling - 3} more.", ClaimWords.Sentence(finding),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WithPairs_ThePresentNumber_IsTheTestItself()
    {
        var test = CorrectedResampledT.Of(Unclear, 0.25);
        Assert.Equal(test.Half!.Value, test.WithPairs(4, 0.25)!.Half!.Value, 12);
        // s·√(1/16) = 0.0091287 without overlap.
        Assert.Equal(0.0091287, CorrectedResampledT.Of(Unclear, 0).WithPairs(16, 0)!.StandardError!.Value, 7);
        Assert.Null(CorrectedResampledT.Of([0.1], 0).WithPairs(4, 0));
    }

    [Theory]
    [InlineData(3.27, null, 10.38, "abstract", "", "+3.27 points (up to +10.38) (abstract)")]
    [InlineData(2.89, 0.04, 13.48, "abstract", "", "+2.89 points (+0.04 to +13.48) (abstract)")]
    [InlineData(null, 0.02, 2.29, "paper", "", "+0.02 to +2.29 points (paper)")]
    [InlineData(null, 2.0, null, "wiki", "", "from +2.00 points (wiki)")]
    [InlineData(null, null, null, "abstract", "65 hours to 5 seconds", "65 hours to 5 seconds (abstract)")]
    [InlineData(null, null, null, "", "", "figure not recorded")]
    public void Published_WhatIsKnown_IsSaidWithItsPlace(double? figure, double? low, double? high, string read, string more,
        string expected)
    {
        Assert.Equal(expected, ClaimWords.Published(ClaimRuns.Claim with
        {
            Figure = figure,
            Low = low,
            High = high,
            ReadIn = read,
            Published = more
        }));
    }

    /// <summary>The fullest finding counts; another that tells something else is named beside it, one that tells nothing is not.</summary>
    [Fact]
    public void Elsewhere_FindingsThatDiffer_AreNamedWithEncoderAndExperiment()
    {
        ClaimFinding unclear = ClaimRuns.Finding(ClaimRuns.Cell(Unclear)), clear = ClaimRuns.Finding(ClaimRuns.Cell(Clear)),
            contrary = ClaimRuns.Finding(ClaimRuns.Cell([.. Clear.Select(d => -d)])) with { Encoder = "small" };
        Assert.Equal("cannot be told; agrees with tiny (small), disagrees with small (small)",
            ClaimWords.Brief([unclear, clear, contrary]));
        Assert.Equal("agrees; disagrees with small (small)", ClaimWords.Brief([clear, unclear, clear, contrary]));
        Assert.Equal("agrees", ClaimWords.Brief([clear, unclear]));
        Assert.Equal("no runs yet", ClaimWords.Brief([ClaimRuns.Finding()]));
    }
}
