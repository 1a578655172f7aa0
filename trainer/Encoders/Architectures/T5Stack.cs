using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>T5's layers: normalisation before each (root mean square, no centring), relative positions as a learnt bias that all layers
/// share, unscaled attention, no biases.</summary>
/// <remarks>Raffel et al. 2020, arXiv:1910.10683; version 1.1: gated feed-forward, Shazeer 2020, arXiv:2002.05202.</remarks>
/// <param name="config">A T5 configuration.</param>
/// <param name="weights">The buffer.</param>
/// <param name="precision">Format of the matrix products.</param>
internal sealed class T5Stack(EncoderConfig config, FlatParameters weights, Precision precision) : EncoderStack(config, weights, precision)
{
    /// <inheritdoc/>
    public override Tensor Embed(Tensor words, Tensor? types, LayerBatch batch) => batch.DroppedWhole(words);

    /// <inheritdoc/>
    public override Func<int, Tensor, Tensor> Layers(Tensor embedded, LayerBatch batch)
    {
        var bias = RelativePositions.Bias(Weights[EncoderShapes.RelativeBias], Config, batch);                // [1, heads, T, T]
        if (batch.Unseen() is { } unseen) { bias = bias.Plus(unseen); }
        return (layer, x) => Layer(FormattableString.Invariant($"{Config.LayerPrefix(layer)}layer."), x, bias, batch);
    }

    /// <inheritdoc/>
    public override Tensor Final(Tensor states, LayerBatch batch) => Last("encoder.", states, batch.Dropped);

    private Tensor Layer(string at, Tensor x, Tensor bias, LayerBatch batch)
    {
        var (queries, keys, values) = Heads(Linear(at + "0.SelfAttention.qkv", Norm(at + "0.layer_norm", x)), batch);
        var mixed = batch.Gathered(Attend(queries, keys, values, bias, batch.DroppedWhole, batch.Watch).transpose(1, 2)
            .reshape(batch.Texts * batch.Length, Config.Heads * Config.HeadSize));
        x = x.add(batch.Dropped(Linear(at + "0.SelfAttention.o", mixed)), N(1));
        return Feed(at + "1.", x, batch.Dropped);
    }

    /// <summary>The decoder's output for its start token (Sentence-T5's encoder-decoder variant).</summary>
    /// <param name="start">Embedding of the start token, [H].</param>
    /// <param name="states">The encoder's output, [B, T, H].</param>
    /// <param name="mask">1 = real token, [B, T]; null without padding.</param>
    /// <param name="dropped">Dropout of a tensor where it is switched on.</param>
    /// <returns>[B, H].</returns>
    public Tensor FirstOutput(Tensor start, Tensor states, Tensor? mask, Func<Tensor, Tensor> dropped)
    {
        using var scope = NewDisposeScope();
        long b = states.shape[0], t = states.shape[1], heads = Config.Heads, size = Config.HeadSize;
        var attend = mask is null ? zeros(1, device: states.device) : mask.to(ScalarType.Float32).From(1).mul(N(-1e30f)).view(b, 1, 1, t);
        var x = dropped(start.unsqueeze(0).expand(b, Config.Hidden));
        var rows = states.reshape(b * t, Config.Hidden);
        // [B, heads, length, size]
        Tensor Split(Tensor projected, long length) => projected.view(b, length, heads, size).transpose(1, 2);
        for (var layer = 0; layer < Config.DecoderLayers; layer++)
        {
            var at = FormattableString.Invariant($"decoder.block.{layer}.layer.");
            // A single position attends to itself alone.
            x = x.add(dropped(Linear(at + "0.SelfAttention.o", Linear(at + "0.SelfAttention.v", Norm(at + "0.layer_norm", x)))), N(1));
            var cross = at + "1.EncDecAttention.";
            var mixed = Attend(Split(Linear(cross + "q", Norm(at + "1.layer_norm", x)), 1), Split(Linear(cross + "k", rows), t),
                Split(Linear(cross + "v", rows), t), attend, dropped);
            x = x.add(dropped(Linear(cross + "o", mixed.transpose(1, 2).reshape(b, heads * size))), N(1));
            x = Feed(at + "2.", x, dropped);
        }
        return Last("decoder.", x, dropped).MoveToOuterDisposeScope();
    }

    private static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor bias, Func<Tensor, Tensor> dropped,
        Action<Tensor>? watch = null)
    {
        var attention = query.matmul(key.transpose(2, 3)).add(bias, N(1)).softmax(-1);
        watch?.Invoke(attention);
        return dropped(attention).matmul(value);
    }

    private Tensor Feed(string at, Tensor x, Func<Tensor, Tensor> dropped)
    {
        var normed = Norm(at + "layer_norm", x);
        var inner = Activated(Linear(at + (Config.Gated ? "DenseReluDense.wi_0" : "DenseReluDense.wi"), normed));
        if (Config.Gated) { inner = inner * Linear(at + "DenseReluDense.wi_1", normed); }
        return x.add(dropped(Linear(at + "DenseReluDense.wo", dropped(inner))), N(1));
    }

    private Tensor Last(string at, Tensor x, Func<Tensor, Tensor> dropped) => dropped(Norm(at + "final_layer_norm", x));

    private new Tensor Norm(string name, Tensor x) =>
        x * x.Squared().mean([-1], keepdim: true).add(N(Config.LayerNormEpsilon), N(1)).rsqrt() * Weights[name + ".weight"];
}
