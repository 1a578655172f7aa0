using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>ModernBERT's layers.</summary>
internal sealed class ModernBertStack(EncoderConfig config, FlatParameters weights, Precision precision)
    : EncoderStack(config, weights, precision)
{
    private RotaryPositions Own => Config.Rotary!;

    /// <inheritdoc/>
    public override Tensor Embed(Tensor words, Tensor? types, LayerBatch batch)
    {
        return batch.DroppedWhole(Norm("embeddings.LayerNorm", words));
    }

    /// <inheritdoc/>
    public override Func<int, Tensor, Tensor> Layers(Tensor embedded, LayerBatch batch)
    {
        var whole = (Turns: RotaryPositions.Turns(Own.GlobalTheta, Config.HeadSize, batch.Length, batch.Device), Bias: batch.Unseen());
        var near = (Turns: RotaryPositions.Turns(Own.LocalTheta, Config.HeadSize, batch.Length, batch.Device),
            Bias: Windowed(whole.Bias, batch));
        return (layer, x) =>
        {
            var (turns, bias) = Own.Local[layer] ? near : whole;
            return Layer(Config.LayerPrefix(layer), layer > 0, x, turns, bias, batch);
        };
    }

    /// <inheritdoc/>
    public override Tensor Final(Tensor states, LayerBatch batch) => Norm("encoder.final_norm", states);

    private Tensor Layer(string at, bool normed, Tensor x, (Tensor Cosines, Tensor Sines) turns, Tensor? bias, LayerBatch batch)
    {
        var (queries, keys, values) = Heads(Linear(at + "attn.Wqkv", normed ? Norm(at + "attn_norm", x) : x), batch);
        var mixed = Attend((Turned(queries, turns), Turned(keys, turns), values), bias, batch);
        x = x.Plus(batch.Dropped(Linear(at + "attn.Wo", mixed)));
        // input and gate, [N, I] each
        var fed = Linear(at + "mlp.Wi", Norm(at + "mlp_norm", x)).chunk(2, -1);
        return x.Plus(Linear(at + "mlp.Wo", batch.Dropped(Activated(fed[0]) * fed[1])));
    }

    // Each number of the first half of a head is turned with its fellow of the second.
    private static Tensor Turned(Tensor x, (Tensor Cosines, Tensor Sines) turns)
    {
        var halves = x.chunk(2, -1);
        return (x * turns.Cosines).Plus(cat([halves[1].neg(), halves[0]], -1) * turns.Sines);
    }

    // Null while every pair of positions is near enough and nothing is padded.
    private Tensor? Windowed(Tensor? bias, LayerBatch batch)
    {
        int t = (int)batch.Length, side = Own.Window / 2;
        if (t - 1 <= side) { return bias; }
        var far = new float[t * t];
        for (var q = 0; q < t; q++) { for (var k = 0; k < t; k++) { if (Math.Abs(q - k) > side) { far[q * t + k] = -1e30f; } } }
        var window = tensor(far, device: batch.Device).view(1, 1, t, t);
        return bias is null ? window : window.Plus(bias);
    }
}
