using CsCheck;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public sealed class FewShotSplitTests
{
    private static Corpus Toy(int perLabel, int labels) => new("toy", [.. Enumerable.Range(0, labels).Select(l => $"l{l}")],
        [.. Enumerable.Range(0, perLabel * labels).Select(i => new LabelledText($"text number {i}", null, i % labels))]);

    [Fact]
    public void Draw_AnySettings_KeepsTrainAndTestApartAndCoversEveryTextOnce() =>
        Gen.Select(Gen.Int[6, 20], Gen.Int[2, 5], Gen.Int[2, 5], Gen.Int[1, 20], Gen.Bool).Sample((per, labels, folds, shots, even) =>
        {
            var corpus = Toy(per, labels);
            var settings = new SplitSettings(Math.Min(shots, per * labels / 2), folds, even);
            var splits = Enumerable.Range(0, folds)
                .Select(f => FewShotSplit.Draw(corpus, settings, f, new Random(1), new Random(f))).ToArray();
            Assert.Equal(Enumerable.Range(0, corpus.PoolCount), splits.SelectMany(s => s.Test).Order());
            foreach (var split in splits)
            {
                Assert.Empty(split.Train.Intersect(split.Test));
                Assert.Equal(settings.Shots, split.Train.Distinct().Count());
            }
        }, iter: 200);

    /// <summary>Labels cannot leak: what is read without labels is of the training folds, once each, and neither drawn nor tested
    /// on; a cap takes some of them.</summary>
    [Fact]
    public void Unlabelled_AnySplit_IsApartFromSampleAndTest() =>
        Gen.Select(Gen.Int[6, 20], Gen.Int[2, 5], Gen.Int[2, 5], Gen.Int[1, 20], Gen.Int[0, 120]).Sample(drawn =>
        {
            var (per, labels, folds, shots, most) = drawn;
            // Every third text stands twice.
            var corpus = new Corpus("toy", [.. Enumerable.Range(0, labels).Select(l => $"l{l}")], [.. Enumerable.Range(0, per * labels)
                .Select(i => new LabelledText(i % 3 == 0 ? $"Text  NUMBER {i + 1}" : $"text number {i}", null, i % labels))]);
            var split = FewShotSplit.Draw(corpus, new SplitSettings(Math.Min(shots, per * labels / 2), folds, true, TestTexts: 5), 0,
                new Random(1), new Random(2));
            string Identity(int i) => TextIdentity.Normalise(corpus.Texts[i].Text, null);
            var all = split.Unlabelled(corpus, null, int.MaxValue, new Random(3));
            Assert.Distinct(all.Select(Identity));
            Assert.Empty(all.Select(Identity).Intersect(split.Train.Concat(split.Test).Select(Identity)));
            Assert.Empty(all.Intersect(FewShotSplit.Draw(corpus, new SplitSettings(1, folds, true), 0, new Random(1), new Random(2)).Test));
            var some = split.Unlabelled(corpus, null, most, new Random(3));
            Assert.Equal(Math.Min(most, all.Length), some.Length);
            Assert.Empty(some.Except(all));
            Assert.Equal(some, split.Unlabelled(corpus, null, most, new Random(3)));
        }, iter: 200);

    /// <summary>Texts of a file that are trained or tested on are not read, however they are written there.</summary>
    [Fact]
    public void Unlabelled_OfAFile_IsApartFromSampleAndTest()
    {
        var corpus = Toy(30, 2);
        var split = FewShotSplit.Draw(corpus, new SplitSettings(6, 5, true), 0, new Random(1), new Random(2));
        string[] mine = [.. split.Train.Concat(split.Test).Select(i => "  " + corpus.Texts[i].Text.ToUpperInvariant())];
        var other = corpus.Texts[split.Others[0]].Text;
        var from = new PlainTexts("mine", [.. mine, "a new one", "another", other, "A new  one"]).Unlabelled();
        string[] Read(int most) => [.. split.Unlabelled(corpus, from, most, new Random(3)).Select(i => from.Texts[i].Text)];
        Assert.Equal(["a new one", "another", other], Read(100).Select(t => t == "A new  one" ? "a new one" : t)
            .OrderBy(t => Array.IndexOf(["a new one", "another", other], t)));
        Assert.Equal(2, Read(2).Length);
        Assert.Equal(Read(2), Read(2));
    }

    [Fact]
    public void Draw_Stratified_SpreadsShotsEvenly()
    {
        var split = FewShotSplit.Draw(Toy(30, 6), new SplitSettings(20, 5, true), 0, new Random(1), new Random(2));
        var counts = split.Train.GroupBy(i => i % 6).Select(g => g.Count()).ToArray();
        Assert.Equal(6, counts.Length);
        Assert.All(counts, c => Assert.InRange(c, 3, 4));
    }

    [Fact]
    public void Draw_SampleRepeatedInTheHeldOutFold_LeavesItOut()
    {
        var corpus = new Corpus("toy", ["a", "b"], [.. Enumerable.Range(0, 40).Select(i =>
            new LabelledText(i % 2 == 0 ? "Same  TEXT" : "same text", null, i / 20))]);
        Assert.Empty(FewShotSplit.Draw(corpus, new SplitSettings(4, 2, true), 0, new Random(1), new Random(1)).Test);
        Assert.NotEmpty(FewShotSplit.Draw(corpus, new SplitSettings(4, 2, true, KeepCopies: true), 0, new Random(1), new Random(1)).Test);
    }

    /// <summary>Copies of the sample are left out of the test, so that other numbers of training texts leave out other texts: what they
    /// were taken from is the same, and is not where the fold, the part or the cap is another.</summary>
    [Fact]
    public void HeldOutFrom_OtherNumbersOfTexts_IsTheSame()
    {
        // Each text stands four times.
        var corpus = new Corpus("toy", ["a", "b"], [.. Enumerable.Range(0, 120).Select(i =>
            new LabelledText($"text number {i / 4}", null, i % 2))]);
        FewShotSplit Of(int shots, int seed = 1, int fold = 0, int cap = 0, CorpusPart part = CorpusPart.All) =>
            FewShotSplit.Draw(corpus, new SplitSettings(shots, 3, true, cap, part), fold, new Random(seed), new Random(2));
        Assert.NotEqual(Of(4).HeldOut, Of(8).HeldOut);
        Assert.Equal(Of(4).HeldOutFrom, Of(8).HeldOutFrom);
        Assert.All(new[] { Of(4, seed: 2), Of(4, fold: 1), Of(4, cap: 9), Of(2, part: CorpusPart.Rest), Of(2, part: CorpusPart.Search) },
            other => Assert.NotEqual(Of(4).HeldOutFrom, other.HeldOutFrom));
    }

    [Fact]
    public void Draw_MoreShotsThanTexts_SaysHowManyThereAre()
    {
        var fault = Assert.Throws<InvalidDataException>(() =>
            FewShotSplit.Draw(Toy(5, 2), new SplitSettings(9, 5, true), 0, new Random(1), new Random(1)));
        Assert.Equal("toy: 9 training texts were asked for, but the 4 training folds hold 8. Ask for fewer shots or add texts.",
            fault.Message);
    }
}
