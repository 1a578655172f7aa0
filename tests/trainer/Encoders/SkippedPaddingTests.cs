using DmlStudio.Losses.Tensors;
using DmlStudio.Settings;
using DmlStudio.Tests.Trainer.Encoders.Architectures;
using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Encoders.Architectures;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Encoders;

/// <summary>Layers over real tokens alone give what they give with the padding between them: states, gradients, and the same draws of
/// dropout.</summary>
[Collection(OneRandomSource.Name)]
public sealed class SkippedPaddingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("padding-").FullName;

    public static TheoryData<string> Kinds => Twins.Names;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pooled_OfEveryKind_IsThatOfPaddedRows(string kind)
    {
        using var open = new OpenTwin(kind, _folder);
        var (ids, mask, types) = open.Batch([.. new[] { 9, 30, 3, 17 }.Select(n => open.Text(n, n))], 30);
        Same(open.Checkpoint, ids, mask!, types, "mean");
    }

    [SkippableTheory, Trait("Category", "Reference")]
    [InlineData("tiny-random-bert", "cls+mean")]
    [InlineData("tiny-random-roberta", "avg_first_last")]
    [InlineData("tiny-random-distilbert", "max")]
    [InlineData("tiny-random-t5", "decoder_first")]
    [InlineData("tiny-random-t5-gated", "avg_top2")]
    public void Pooled_OfPublishedCheckpoints_IsThatOfPaddedRows(string name, string pooling)
    {
        var folder = Fixtures.Require("models", name);
        var tokenizer = TokenizerFolder.Open(folder);
        TokenizedText[] texts =
            [.. new[] { "one good film", "it was not good , it was bad and long", "no" }.Select(t => tokenizer.Encode(t, null, 32))];
        var (ids, mask, types) = TokenBatch.Of(texts, null, tokenizer.Special.PadId, CPU);
        Same(EncoderCheckpoint.Read(folder), ids, mask!, types, pooling);
    }

    [Fact]
    public void Packed_OneTokenOfManyPadded_KeepsAllRows()
    {
        using var scope = NewDisposeScope();
        var mask = ones(4, 20, dtype: ScalarType.Int64);
        mask[3, 19] = 0;
        Assert.Null(new LayerBatch(4, 20, mask, 0, CPU).Packed().Places);
        mask[2].narrow(0, 10, 10).zero_();
        var batch = new LayerBatch(4, 20, mask, 0, CPU).Packed();
        Assert.Equal(69, batch.Places!.shape[0]);
        // There and back: real rows as they were, padding 0.
        var rows = tensor(Enumerable.Range(1, 80).Select(i => (float)i).ToArray()).view(80, 1);
        Assert.Equal((rows * mask.view(80, 1)).data<float>().ToArray(), batch.Spread(batch.Gathered(rows)).data<float>().ToArray());
        Assert.Null(new LayerBatch(4, 20, null, 0, CPU).Packed().Places);
    }

    /// <summary>Attention with dropout is written out on a processor: it gives what the library's function does, on the draws of the
    /// run.</summary>
    [Fact]
    public void Attend_WithDropout_IsTheLibrarysFunction()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor[] parts = [.. Enumerable.Range(0, 3).Select(_ => randn(2, 3, 7, 8))];
        var mask = cat([ones(1, 7), ones(1, 4), zeros(1, 3)], 1).view(2, 7).to(ScalarType.Int64);
        var batch = new LayerBatch(2, 7, mask, 0.3, CPU) { Draws = new(4) };
        var own = EncoderStack.Attend((parts[0], parts[1], parts[2]), batch.Unseen(), batch);
        // With values that are one at one place and 0 elsewhere the library gives the attention itself.
        var places = eye(7).expand(2, 3, 7, 7);
        var attention = nn.functional.scaled_dot_product_attention(parts[0], parts[1], places, batch.Unseen()!);
        var dropped = new DropoutDraws(4).Dropped(attention.contiguous(), 0.3).matmul(parts[2]);
        Near(Values(dropped.transpose(1, 2).reshape(14, 24)), Values(own));
    }

    private static void Same(EncoderCheckpoint checkpoint, Tensor ids, Tensor mask, Tensor? types, string pooling)
    {
        (float[] Pooled, float[] States, float[] Gradients) Of(bool skips)
        {
            using var scope = NewDisposeScope();
            using var weights = new FlatParameters(
                EncoderNetwork.Specs(checkpoint, checkpoint.Weight(EncoderShapes.Words), false, pooling), CPU);
            var network = new EncoderNetwork(checkpoint.Config, weights, Precision.Fp32) { SkipsPadding = skips, Draws = new(5) };
            var (states, pooled) = network.Pooled(pooling, ids, mask, types, dropout: 0.2);
            pooled.sin().sum().Plus((states * mask.unsqueeze(-1)).cos().sum()).backward();
            return (Values(pooled), Values(states * mask.unsqueeze(-1)), Values(weights.Gradients));
        }
        var (packed, padded) = (Of(true), Of(false));
        Near(padded.Pooled, packed.Pooled);
        Near(padded.States, packed.States);
        Near(padded.Gradients, packed.Gradients);
    }

    private static float[] Values(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    private static void Near(float[] expected, float[] found)
    {
        Assert.Contains(expected, e => Math.Abs(e) > 1e-3);
        for (var i = 0; i < expected.Length; i++) { Assert.Equal(expected[i], found[i], 2e-5 + 2e-4 * Math.Abs(expected[i])); }
    }
}
