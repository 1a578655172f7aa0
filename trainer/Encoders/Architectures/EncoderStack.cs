using DmlStudio.Settings;
using TorchSharp;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>The embedding layer and the layers of an encoder, as functions of the tensors in a buffer; it owns no weights. What it makes
/// stays in the caller's scope.</summary>
/// <param name="config">The encoder.</param>
/// <param name="weights">The buffer.</param>
/// <param name="precision">Format of the matrix products.</param>
internal abstract class EncoderStack(EncoderConfig config, FlatParameters weights, Precision precision)
{
    /// <summary>The encoder.</summary>
    protected EncoderConfig Config => config;

    /// <summary>The buffer.</summary>
    protected FlatParameters Weights => weights;

    /// <summary>The output of the embedding layer, dropout included.</summary>
    /// <param name="words">Rows of the word table, [B·T, E].</param>
    /// <param name="types">Token types, [B, T] int64; null for zeros.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>[B·T, H].</returns>
    public abstract Tensor Embed(Tensor words, Tensor? types, LayerBatch batch);

    /// <summary>The layers for a batch: what they share, such as biases by position, is made once.</summary>
    /// <param name="embedded">The output of the embedding layer, [N, H].</param>
    /// <param name="batch">The batch.</param>
    /// <returns>From the number of a layer, from 0, and its input to its output, [N, H] both. Called once for each, in order.</returns>
    public abstract Func<int, Tensor, Tensor> Layers(Tensor embedded, LayerBatch batch);

    /// <summary>What comes after the last layer.</summary>
    /// <param name="states">[N, H].</param>
    /// <param name="batch">The batch.</param>
    public virtual Tensor Final(Tensor states, LayerBatch batch) => states;

    /// <summary>Product with a weight by name, and its bias where it has one. The one place where the precision matters.</summary>
    /// <param name="name">Name without <c>.weight</c>.</param>
    /// <param name="x">[…, in].</param>
    /// <returns>[…, out].</returns>
    protected Tensor Linear(string name, Tensor x) =>
        Linear(x, weights[name + ".weight"], weights.Has(name + ".bias") ? weights[name + ".bias"] : null);

    /// <summary>Product with a weight.</summary>
    /// <param name="x">[…, in].</param>
    /// <param name="w">[out, in].</param>
    /// <param name="b">[out], or null.</param>
    /// <returns>[…, out].</returns>
    protected Tensor Linear(Tensor x, Tensor w, Tensor? b)
    {
        if (precision == Precision.Fp32) { return F.linear(x, w, b); }
        var product = F.linear(x.to(ScalarType.BFloat16), w.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        return b is null ? product : product.Plus(b);
    }

    /// <summary>Layer normalisation by name, with the biases it has.</summary>
    /// <param name="name">Name without <c>.weight</c>.</param>
    /// <param name="x">[…, D].</param>
    protected Tensor Norm(string name, Tensor x)
    {
        var scale = weights[name + ".weight"];
        return F.layer_norm(x, [scale.shape[0]], scale, weights.Has(name + ".bias")
            ? weights[name + ".bias"]
            : null, config.LayerNormEpsilon);
    }

    /// <summary>The activation that config.json names.</summary>
    /// <param name="x">Any shape.</param>
    protected Tensor Activated(Tensor x) => Activated(config.Activation, x);

    /// <summary>An activation by name.</summary>
    /// <param name="name">gelu (erf), gelu_new (tanh approximation), relu, silu or tanh.</param>
    /// <param name="x">Any shape.</param>
    protected static Tensor Activated(string name, Tensor x) => name switch
    {
        "relu" => x.relu(),
        "silu" => F.silu(x),
        "tanh" => x.tanh(),
        "gelu_new" => F.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
        _ => F.gelu(x),
    };

    /// <summary>Queries, keys and values of all positions for attention, each [B, heads, T, size].</summary>
    /// <param name="rows">[N, 3 · heads · size].</param>
    /// <param name="batch">The batch.</param>
    protected (Tensor Queries, Tensor Keys, Tensor Values) Heads(Tensor rows, LayerBatch batch)
    {
        var all = batch.Spread(rows).view(batch.Texts, batch.Length, 3, config.Heads, config.HeadSize).permute(2, 0, 3, 1, 4);
        // Products of heads want them one behind another; copied together, and taken apart at once: three selections would each send
        // back a gradient as large as the whole.
        var parts = (OwnProducts(batch) ? all.contiguous() : all).unbind(0);
        return (parts[0], parts[1], parts[2]);
    }

    // With dropout the library's function on a processor is the products below with more passes over them.
    private static bool OwnProducts(LayerBatch batch) =>
        batch.Watch is not null || (batch.Dropout > 0 && batch.Device.type == DeviceType.CPU);

    /// <summary>Attention of queries to keys, mixed into values.</summary>
    /// <param name="parts">Queries, keys and values, [B, heads, T, size] each.</param>
    /// <param name="bias">Added to the products, broadcast to [B, heads, T, T]; null for nothing.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>[N, heads · size].</returns>
    internal static Tensor Attend((Tensor Queries, Tensor Keys, Tensor Values) parts, Tensor? bias, LayerBatch batch)
    {
        var (b, t, size) = (batch.Texts, batch.Length, parts.Queries.shape[3]);
        var mixed = OwnProducts(batch) ? Explicit()
            : F.scaled_dot_product_attention(parts.Queries, parts.Keys, parts.Values, bias!, batch.Dropout);
        return batch.Gathered(mixed.transpose(1, 2).reshape(b * t, -1));                                        // [B, heads, T, size]

        Tensor Explicit()
        {
            Tensor Joined(Tensor x) => x.reshape(-1, t, size);                                                  // [B · heads, T, size]
            var products = (Joined(parts.Queries) * N(1 / Math.Sqrt(size))).bmm(Joined(parts.Keys).transpose(1, 2)).view(b, -1, t, t);
            var attention = F.softmax(bias is null ? products : products.Plus(bias), 3);
            batch.Watch?.Invoke(attention);
            return batch.DroppedWhole(attention).view(-1, t, t).bmm(Joined(parts.Values)).view(b, -1, t, size);
        }
    }
}
