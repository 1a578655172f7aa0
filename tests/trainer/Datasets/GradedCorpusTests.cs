using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

/// <summary>Pairs with scores as a corpus.</summary>
public class GradedCorpusTests
{
    private static readonly LabelledText[] Plain =
        [new("one", "uno", 0), new("two", "due", 1), new("three", "tre", 0), new("four", "quattro", 1)];

    [Fact]
    public void Graded_AnyRange_IsScaledToOne()
    {
        // SICK's range, 1 to 5: its entailment labels are left aside, the middle counts as alike.
        ScoredPair[] train = [new("a", "b", 1, 0), new("c", "d", 2, 1), new("e", "f", 3, 1), new("g", "h", 5, 2)];
        var corpus = new PairCorpus("sick", 1, 5, train, [],
            [KeyValuePair.Create<string, IReadOnlyList<ScoredPair>>("test", [new("i", "j", 4, 2)])]).Graded();
        Assert.Equal("sick-graded", corpus.Name);
        Assert.True(corpus.Graded);
        Assert.Equal([0, 0.25, 0.5, 1, 0.75], corpus.Texts.Select(t => t.Score!.Value));
        Assert.Equal(["different", "different", "alike", "alike", "alike"], corpus.Texts.Select(t => corpus.Labels[t.Label]));
        Assert.Equal(4, corpus.PoolCount);
    }

    [Fact]
    public void Graded_TestSetAlone_IsRefused() => Assert.Contains("Choose one of these to train on",
        Assert.Throws<InvalidDataException>(() => new PairCorpus("sts12", 0, 5, [], [], []).Graded()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1.5, "toy: text 2 has the score 1.5, expected a pair with a score from 0 to 1 in every row of a graded corpus. Scale "
        + "the scores or remove the row.")]
    [InlineData(double.NaN, "toy: text 2 has the score NaN, expected")]
    [InlineData(-0.1, "toy: text 2 has the score -0.1, expected")]
    [InlineData(null, "toy: text 2 has no score, expected")]
    public void Corpus_ScoreThatIsNone_IsRefused(double? score, string message)
    {
        LabelledText[] texts = [.. Plain.Select((t, i) => t with { Score = i == 1 ? score : 0.5 })];
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => new Corpus("toy", ["a", "b"], texts)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Corpus_ScoreWithoutASecondText_IsRefused()
    {
        LabelledText[] texts = [.. Plain.Select(t => t with { Pair = null, Score = 0.5 })];
        Assert.StartsWith("toy: text 1 has the score 0.5 and no second text, expected",
            Assert.Throws<InvalidDataException>(() => new Corpus("toy", ["a", "b"], texts)).Message, StringComparison.Ordinal);
    }

    // Runs and texts of a corpus without scores are found under the checksum they always had.
    [Fact]
    public void Checksum_WithoutScores_IsWhatItWasBeforeThereWereAny()
    {
        Assert.Equal("bc1c617d9364b52f927cc2c6179f4e3cc51d438b595d6ff5d636f09106140438", new Corpus("toy", ["a", "b"], Plain).Checksum);
        Assert.NotEqual(Graded(0.5).Checksum, Graded(0.25).Checksum);
    }

    [Fact]
    public void Of_StoredTexts_HasTheScores()
    {
        var corpus = Graded(0.25);
        Assert.Equal(corpus.Texts, Corpus.Of(corpus.ToTextSet()).Texts);
        Assert.Equal(0.25, Corpus.Of(corpus.ToTextSet()).Texts[0].Score);
    }

    private static Corpus Graded(double score) => new("toy", ["a", "b"], [.. Plain.Select(t => t with { Score = score })]);
}
