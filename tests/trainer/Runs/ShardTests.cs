using CsCheck;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Tests.Trainer.Runs;

public sealed class ShardTests
{
    private static readonly Lazy<TokenizedCorpus> Toy = new(() => new TokenizedCorpus(
        new Corpus("toy", ["no", "yes"], [.. Enumerable.Range(0, 40).Select(i => new LabelledText($"text {i}", null, i % 2))]),
        EncoderCheckpoint.Read(EncoderFolders.Default()), TokenizerFolder.Open(EncoderFolders.Default()), 32));

    private static readonly Gen<TrainingCell[]> Plans = Gen.Select(Gen.Int[0, 400], Gen.Int[1, 90], Gen.Int[0, 5]).Array[0, 40]
        .Select(cells => cells.Select((c, i) => Cell(i, c.Item1, c.Item2, c.Item3)).ToArray());

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/8", 3, 8)]
    public void Parse_ShareOfN_IsRead(string text, int index, int count) => Assert.Equal(new Shard(index, count), Shard.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("-1/4")]
    [InlineData("1/0")]
    [InlineData("a/b")]
    [InlineData("1/99999999999")]
    public void Parse_AnythingElse_IsRefused(string text) =>
        Assert.Contains($"--shard is \"{text}\"; expected i/n", Assert.Throws<InvalidDataException>(() => Shard.Parse(text)).Message,
            StringComparison.Ordinal);

    /// <summary>Every cell is made by exactly one share, in the order of the plan.</summary>
    [Fact]
    public void Of_AnyPlan_EachCellIsInOneShare() => Gen.Select(Plans, Gen.Int[1, 12]).Sample((plan, n) =>
    {
        var shares = Enumerable.Range(1, n).Select(i => new Shard(i, n).Of(plan)).ToArray();
        Assert.Equal(plan.Length, shares.Sum(s => s.Length));
        Assert.Equal(plan.Select(c => c.Repetition), shares.SelectMany(s => s).Select(c => c.Repetition).Order());
        Assert.All(shares, s => Assert.Equal(s.Select(c => c.Repetition).Order(), s.Select(c => c.Repetition)));
    }, iter: 300, threads: 1);

    /// <summary>No share has more than the mean and one cell: Graham's bound for any order of giving out.</summary>
    [Fact]
    public void Of_AnyPlan_IsBalanced() => Gen.Select(Plans, Gen.Int[1, 12]).Sample((plan, n) =>
    {
        var costs = Enumerable.Range(1, n).Select(i => new Shard(i, n).Of(plan).Sum(Shard.Cost)).ToArray();
        Assert.True(costs.Max() <= costs.Average() + plan.Select(Shard.Cost).DefaultIfEmpty(0).Max() + 1e-9);
    }, iter: 300, threads: 1);

    [Fact]
    public void Cost_ByHand()
    {
        // 3 · 100 steps · 20 texts + a fifth of 40 texts held out + 4 explanations · 300 masks.
        Assert.Equal(6000 + 8 + 1200, Shard.Cost(Cell(0, 100, 20, 4)));
    }

    private static TrainingCell Cell(int number, int steps, int shots, int explain)
    {
        return new TrainingCell
        {
            Experiment = "shards",
            Corpus = Toy.Value,
            Loss = "cce",
            LossSettings = null,
            Settings = new TrainingSettings { Steps = steps, Shots = shots, Explain = explain, Masks = 300 },
            Repetition = number,
            Seed = 1,
            Precision = Precision.Fp32,
        };
    }
}
