using DmlStudio.Records;
using DmlStudio.Trainer.Robustness;

namespace DmlStudio.Tests.Trainer.Robustness;

public class RobustnessTestTests
{
    private static readonly RobustnessTest.Subject[] Subjects =
        [new(7, "good film", null, 1), new(8, "BAD film", null, 0), new(9, "7", null, 0)];

    // Says label 1 when "good" occurs as written, with 0.9.
    private static float[] Score(IReadOnlyList<(string Text, string? Pair)> texts) =>
        [.. texts.SelectMany(t => t.Text.Contains("good", StringComparison.Ordinal) ? new[] { .1f, .9f } : [.8f, .2f])];

    [Fact]
    public void Of_UpperCase_CountsFlipsRightAndShift()
    {
        var (results, flips) = RobustnessTest.Of(Subjects, PerturbationTable.Of("upper,lower"), 5, (_, _, _) => new Random(1),
            (text, _) => [.. text.Select(c => (int)c)], Score, _ => { });
        // "7" has no capitals; "good" is lost; "BAD film" stays label 0.
        Assert.Equal((2, 2, 0, 2, 1, 1),
            (results[0].Texts, results[0].Cases, results[0].SameTokens, results[0].RightBefore, results[0].RightAfter, results[0].Flips));
        // 0.9 becomes 0.2 for one of two cases.
        Assert.Equal(0.35, results[0].MeanShift, 5);
        var flip = Assert.Single(flips);
        Assert.Equal((7, "GOOD FILM", 1, 0, .9f, .8f),
            (flip.TextIndex, flip.Text, flip.Before, flip.After, flip.ProbabilityBefore, flip.ProbabilityAfter));
        Assert.Equal((1, 0), (results[1].Cases, results[1].Flips));
    }

    /// <summary>A tokenizer without case: nothing can flip, whatever rounding the scorer adds.</summary>
    [Fact]
    public void Of_CaseOnATokenizerWithoutCase_HasExactlyNoFlips()
    {
        var asked = 0;
        float[] Restless(IReadOnlyList<(string Text, string? Pair)> texts)
        {
            asked += texts.Count;
            return [.. texts.SelectMany((_, i) => asked > Subjects.Length || i % 2 == 0 ? new[] { .49f, .51f } : [.51f, .49f])];
        }
        var (results, flips) = RobustnessTest.Of(Subjects, PerturbationTable.Of("lower,upper,title"), 1, (_, _, _) => new Random(1),
            (text, _) => [.. text.ToUpperInvariant().Select(c => (int)c)], Restless, _ => { });
        Assert.Empty(flips);
        Assert.All(results, r => Assert.Equal((r.Cases, 0.0), (r.SameTokens, r.MeanShift)));
        Assert.Equal(Subjects.Length, asked);
    }

    [Fact]
    public void Of_EditByChance_IsDrawnForEverySeed()
    {
        List<(string, int, int)> drawn = [];
        var (results, _) = RobustnessTest.Of(Subjects, PerturbationTable.Of("typo-double-1"), 3, (name, seed, text) =>
        {
            drawn.Add((name, seed, text));
            return new Random(seed);
        }, (text, _) => [.. text.Select(c => (int)c)], Score, _ => { });
        Assert.Equal(9, drawn.Distinct().Count());
        // "7" has no word to edit.
        Assert.Equal((2, 6, 3), (results[0].Texts, results[0].Cases, results[0].Seeds));
    }

    /// <summary>A pair whose texts count differently: "good" flips the label in the first text alone.</summary>
    [Fact]
    public void Of_Pair_EditsEachTextWhileTheOtherStays()
    {
        RobustnessTest.Subject[] pairs = [new(3, "good film", "good book", 1), new(4, "a", "7", 0)];
        List<(string, string?)> asked = [];
        float[] First(IReadOnlyList<(string Text, string? Pair)> texts)
        {
            asked.AddRange(texts);
            return Score(texts);
        }
        var (results, flips) = RobustnessTest.Of(pairs, PerturbationTable.Of("upper"), 1, (_, _, _) => new Random(1),
            (text, pair) => [.. (text + "|" + pair).Select(c => (int)c)], First, _ => { });
        Assert.Equal([("GOOD FILM", "good book"), ("good film", "GOOD BOOK"), ("A", "7")], asked[2..]);
        // "7" has no capitals, so its pair is one case; 3 cases are of 2 texts.
        Assert.Equal((2, 3, 1, 1, 0),
            (results[0].Texts, results[0].Cases, results[0].Flips, results[0].SecondCases, results[0].SecondFlips));
        var flip = Assert.Single(flips);
        Assert.Equal(("GOOD FILM", "good book", EditedPart.First), (flip.Text, flip.Pair, flip.Part));
    }

    [Fact]
    public void Of_Pair_FlipOfTheSecondTextIsToldAsItsOwn()
    {
        float[] Second(IReadOnlyList<(string Text, string? Pair)> texts) => Score([.. texts.Select(t => (t.Pair!, (string?)null))]);
        var (results, flips) = RobustnessTest.Of([new(3, "good film", "good book", 1)], PerturbationTable.Of("upper"), 1,
            (_, _, _) => new Random(1), (text, pair) => [.. (text + "|" + pair).Select(c => (int)c)], Second, _ => { });
        Assert.Equal((1, 1), (results[0].SecondCases, results[0].SecondFlips));
        Assert.Equal(("good film", "GOOD BOOK", EditedPart.Second), (flips.Single().Text, flips.Single().Pair, flips.Single().Part));
    }
}
