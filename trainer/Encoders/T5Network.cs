using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders;

/// <summary>T5's layers: normalisation before each (root mean square, no centring), relative positions as a learnt bias that all layers
/// share, unscaled attention, no biases.</summary>
/// <remarks>Raffel et al. 2020, arXiv:1910.10683; version 1.1: gated feed-forward, Shazeer 2020, arXiv:2002.05202.</remarks>
/// <param name="config">A T5 configuration.</param>
/// <param name="weights">The buffer.</param>
/// <param name="linear">Matrix product with a weight by name, in the chosen precision.</param>
internal sealed class T5Network(EncoderConfig config, FlatParameters weights, Func<string, Tensor, Tensor> linear)
{
    /// <summary>Bias of every query position towards every key position, with the padding mask added.</summary>
    /// <param name="t">Positions T.</param>
    /// <param name="mask">0 or a large negative number, [B, 1, 1, T]; null without padding.</param>
    /// <param name="device">Where.</param>
    /// <returns>[1 or B, heads, T, T].</returns>
    public Tensor Bias(long t, Tensor? mask, Device device)
    {
        var buckets = new long[t * t];
        for (var q = 0L; q < t; q++)
        {
            for (var k = 0L; k < t; k++) { buckets[q * t + k] = Bucket(k - q, config.RelativeBuckets, config.RelativeDistance); }
        }
        var bias = weights[EncoderShapes.RelativeBias].index_select(0, tensor(buckets, device: device)).view(t, t, config.Heads).permute(2, 0, 1).unsqueeze(0);
        return mask is null ? bias : bias.add(mask, N(1));
    }

    /// <summary>Bucket of a relative position: half for each direction; near positions have their own, far ones share by logarithm.</summary>
    /// <param name="relative">Key position minus query position.</param>
    /// <param name="buckets">Buckets of both directions.</param>
    /// <param name="furthest">Distance of the last bucket.</param>
    public static long Bucket(long relative, int buckets, int furthest)
    {
        int half = buckets / 2, exact = half / 2;
        var distance = Math.Abs(relative);
        var within = distance < exact
            ? distance
            // Single precision, as the reference has it: the bounds fall on whole numbers.
            : Math.Min(half - 1, exact + (long)(MathF.Log(distance / (float)exact) / (float)Math.Log((double)furthest / exact) * (half - exact)));
        return relative > 0 ? half + within : within;
    }

    /// <summary>One encoder layer.</summary>
    /// <param name="at">Prefix of its weights.</param>
    /// <param name="x">[B·T, H].</param>
    /// <param name="b">Texts B.</param>
    /// <param name="t">Positions T.</param>
    /// <param name="bias">What <see cref="Bias"/> gave.</param>
    /// <param name="dropout">Probability of dropout.</param>
    /// <param name="watch">Receives the attention, [B, heads, T, T]; null for nobody.</param>
    public Tensor Layer(string at, Tensor x, long b, long t, Tensor bias, double dropout, Action<Tensor>? watch)
    {
        long heads = config.Heads, size = config.HeadSize;
        var qkv = linear(at + "0.SelfAttention.qkv", Norm(at + "0.layer_norm", x)).view(b, t, 3, heads, size).permute(2, 0, 3, 1, 4);   // [3, B, heads, T, size]
        var mixed = Attend(qkv[0], qkv[1], qkv[2], bias, dropout, watch).transpose(1, 2).reshape(b * t, heads * size);
        x = x.add(Dropped(linear(at + "0.SelfAttention.o", mixed), dropout), N(1));
        return Feed(at + "1.", x, dropout);
    }

    /// <summary>The last normalisation.</summary>
    /// <param name="at"><c>encoder.</c> or <c>decoder.</c></param>
    /// <param name="x">[…, H].</param>
    /// <param name="dropout">Probability of dropout.</param>
    public Tensor Final(string at, Tensor x, double dropout) => Dropped(Norm(at + "final_layer_norm", x), dropout);

    /// <summary>The decoder's output for its start token (Sentence-T5's encoder-decoder variant).</summary>
    /// <param name="start">Embedding of the start token, [H].</param>
    /// <param name="states">The encoder's output, [B, T, H].</param>
    /// <param name="mask">1 = real token, [B, T]; null without padding.</param>
    /// <param name="dropout">Probability of dropout.</param>
    /// <returns>[B, H].</returns>
    public Tensor FirstOutput(Tensor start, Tensor states, Tensor? mask, double dropout)
    {
        using var scope = NewDisposeScope();
        long b = states.shape[0], t = states.shape[1], heads = config.Heads, size = config.HeadSize;
        var attend = mask is null ? zeros(1, device: states.device) : (N(1) - mask.to(ScalarType.Float32)).mul(N(-1e30f)).view(b, 1, 1, t);
        var x = Dropped(start.unsqueeze(0).expand(b, config.Hidden), dropout);
        var rows = states.reshape(b * t, config.Hidden);
        Tensor Split(Tensor projected, long length) => projected.view(b, length, heads, size).transpose(1, 2);    // [B, heads, length, size]
        for (var layer = 0; layer < config.DecoderLayers; layer++)
        {
            var at = FormattableString.Invariant($"decoder.block.{layer}.layer.");
            // A single position attends to itself alone.
            x = x.add(Dropped(linear(at + "0.SelfAttention.o", linear(at + "0.SelfAttention.v", Norm(at + "0.layer_norm", x))), dropout), N(1));
            var cross = at + "1.EncDecAttention.";
            var mixed = Attend(Split(linear(cross + "q", Norm(at + "1.layer_norm", x)), 1), Split(linear(cross + "k", rows), t), Split(linear(cross + "v", rows), t), attend, dropout);
            x = x.add(Dropped(linear(cross + "o", mixed.transpose(1, 2).reshape(b, heads * size)), dropout), N(1));
            x = Feed(at + "2.", x, dropout);
        }
        return Final("decoder.", x, dropout).MoveToOuterDisposeScope();
    }

    private static Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor bias, double dropout, Action<Tensor>? watch = null)
    {
        var attention = query.matmul(key.transpose(2, 3)).add(bias, N(1)).softmax(-1);
        watch?.Invoke(attention);
        return Dropped(attention, dropout).matmul(value);
    }

    private Tensor Feed(string at, Tensor x, double dropout)
    {
        var normed = Norm(at + "layer_norm", x);
        var inner = Activated(linear(at + (config.Gated ? "DenseReluDense.wi_0" : "DenseReluDense.wi"), normed));
        if (config.Gated) { inner = inner * linear(at + "DenseReluDense.wi_1", normed); }
        return x.add(Dropped(linear(at + "DenseReluDense.wo", Dropped(inner, dropout)), dropout), N(1));
    }

    private Tensor Activated(Tensor x) => config.Activation switch
    {
        "relu" => x.relu(),
        "silu" => F.silu(x),
        "gelu_new" => F.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        _ => F.gelu(x),
    };

    private Tensor Norm(string name, Tensor x) =>
        x * x.Squared().mean([-1], keepdim: true).add(N(config.LayerNormEpsilon)).rsqrt() * weights[name + ".weight"];

    private static Tensor Dropped(Tensor x, double dropout) => dropout > 0 ? F.dropout(x, dropout, training: true) : x;
}
