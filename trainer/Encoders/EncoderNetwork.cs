using static DmlStudio.Trainer.Encoders.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The forward pass of BERT and RoBERTa as a function of the tensors in <see cref="FlatParameters"/>; it owns no weights.
/// Query, key and value are one product; without padding no mask is made.
/// </summary>
/// <remarks>Devlin et al. 2019, arXiv:1810.04805; Liu et al. 2019, arXiv:1907.11692. Post-LayerNorm, learnt absolute positions.</remarks>
public sealed class EncoderNetwork
{
    private readonly FlatParameters _weights;
    private readonly Precision _precision;

    /// <summary>Reads its weights from a buffer that was laid out with <see cref="Specs"/>.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="weights">The buffer.</param>
    /// <param name="precision">Format of the matrix products.</param>
    public EncoderNetwork(EncoderConfig config, FlatParameters weights, Precision precision)
    {
        Config = config;
        _weights = weights;
        _precision = precision;
    }

    /// <summary>A word table to read instead of the buffer's, such as the whole one after training with a compact one;
    /// it stays the caller's.</summary>
    public Tensor? WordTable { get; set; }

    /// <summary>Receives the attention of each layer, [B, heads, T, T], rows sum to 1; null, the default, computes none.</summary>
    public Action<Tensor>? WatchAttention { get; set; }

    /// <summary>What config.json says.</summary>
    public EncoderConfig Config { get; }

    /// <summary>The encoder's tensors for a buffer, copied from a checkpoint.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="words">The word table to train: all of it, or the rows in use.</param>
    /// <param name="decayEverything">Whether LayerNorm and biases decay too.</param>
    public static IReadOnlyList<ParameterSpec> Specs(EncoderCheckpoint checkpoint, float[] words, bool decayEverything)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(words);
        var config = checkpoint.Config;
        var specs = new List<ParameterSpec>();
        foreach (var (name, shape) in EncoderShapes.Of(config))
        {
            var decays = decayEverything || !(name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("LayerNorm", StringComparison.Ordinal));
            if (name == EncoderShapes.Words) { specs.Add(new ParameterSpec(name, [words.Length / config.Hidden, config.Hidden], words, decays)); }
            else if (name.Contains(".self.query.", StringComparison.Ordinal))
            {
                // One product instead of three: rows of query, key, value under each other.
                float[] Part(string part) => checkpoint.Weight(name.Replace("query", part, StringComparison.Ordinal));
                specs.Add(new ParameterSpec(name.Replace("query", "qkv", StringComparison.Ordinal), [shape[0] * 3, .. shape[1..]],
                    [.. Part("query"), .. Part("key"), .. Part("value")], decays));
            }
            else if (!name.Contains(".self.", StringComparison.Ordinal)) { specs.Add(new ParameterSpec(name, shape, checkpoint.Weight(name), decays)); }
        }
        return specs;
    }

    /// <summary>The last hidden state.</summary>
    /// <param name="ids">Token ids, [B, T] int64, as rows of the word table in the buffer.</param>
    /// <param name="mask">1 = real token, [B, T] int64; null when nothing is padded.</param>
    /// <param name="types">Token types, [B, T] int64; null for zeros.</param>
    /// <param name="dropout">Probability of dropout, 0 to switch it off.</param>
    /// <returns>[B, T, H] float32.</returns>
    public Tensor Forward(Tensor ids, Tensor? mask = null, Tensor? types = null, double dropout = 0) =>
        States(ids, mask, types, dropout, firstToo: false).Last;

    /// <summary>The output of the first transformer layer, and the last hidden state.</summary>
    /// <inheritdoc cref="Forward"/>
    public (Tensor First, Tensor Last) FirstAndLast(Tensor ids, Tensor? mask = null, Tensor? types = null, double dropout = 0)
    {
        var (first, last) = States(ids, mask, types, dropout, firstToo: true);
        return (first!, last);
    }

    /// <summary>The output of the embedding layer: words, positions and types after LayerNorm and dropout.</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor Embedded(Tensor ids, Tensor? mask = null, Tensor? types = null, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        return Embed(ids, mask, types, dropout).view(ids.shape[0], ids.shape[1], Config.Hidden).MoveToOuterDisposeScope();
    }

    /// <summary>The last hidden state from the output of the embedding layer, such as a perturbed one.</summary>
    /// <param name="embedded">[B, T, H].</param>
    /// <param name="mask">1 = real token, [B, T] int64; null when nothing is padded.</param>
    /// <param name="dropout">Probability of dropout, 0 to switch it off.</param>
    /// <returns>[B, T, H] float32.</returns>
    public Tensor FromEmbedded(Tensor embedded, Tensor? mask = null, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(embedded);
        using var scope = NewDisposeScope();
        return Layers(embedded.reshape(-1, Config.Hidden), embedded.shape[0], embedded.shape[1], mask, dropout, firstToo: false).Last.MoveToOuterDisposeScope();
    }

    private (Tensor? First, Tensor Last) States(Tensor ids, Tensor? mask, Tensor? types, double dropout, bool firstToo)
    {
        using var scope = NewDisposeScope();
        var (first, last) = Layers(Embed(ids, mask, types, dropout), ids.shape[0], ids.shape[1], mask, dropout, firstToo);
        return (first?.MoveToOuterDisposeScope(), last.MoveToOuterDisposeScope());
    }

    private (Tensor? First, Tensor Last) Layers(Tensor x, long b, long t, Tensor? mask, double dropout, bool firstToo)
    {
        var attend = mask is null ? null : (N(1) - mask.to(ScalarType.Float32)).mul(N(-1e30f)).view(b, 1, 1, t);   // [B, 1, 1, T]
        Tensor? first = null;
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            x = Layer(FormattableString.Invariant($"encoder.layer.{layer}."), x, b, t, attend, dropout);
            if (layer == 0 && firstToo) { first = x.view(b, t, Config.Hidden); }
        }
        return (first, x.view(b, t, Config.Hidden));
    }

    private Tensor Embed(Tensor ids, Tensor? mask, Tensor? types, double dropout)
    {
        long b = ids.shape[0], t = ids.shape[1];
        var words = (WordTable ?? _weights[EncoderShapes.Words]).index_select(0, ids.reshape(-1));                          // [B·T, H]
        Tensor positions;
        if (Config.ModelType == "roberta")
        {
            // Padding keeps the padding position; real tokens count from the one after it.
            var real = mask ?? ones_like(ids);
            positions = (real.cumsum(1) * real + N(Config.PadId)).reshape(-1);
        }
        else { positions = tensor(Enumerable.Range(0, (int)t).Select(i => (long)i).ToArray(), device: ids.device).unsqueeze(0).expand(b, t).reshape(-1); }
        var x = words.add(_weights[EncoderShapes.Positions].index_select(0, positions), N(1));
        var typeTable = _weights["embeddings.token_type_embeddings.weight"];
        x = x.add(types is null ? typeTable[0] : typeTable.index_select(0, types.reshape(-1)), N(1));
        return Dropped(Norm("embeddings.", x), dropout);
    }

    private Tensor Layer(string at, Tensor x, long b, long t, Tensor? attend, double dropout)
    {
        long heads = Config.Heads, size = Config.Hidden / Config.Heads;
        var qkv = Linear(at + "attention.self.qkv", x).view(b, t, 3, heads, size).permute(2, 0, 3, 1, 4);    // [3, B, heads, T, size]
        if (WatchAttention is not null)
        {
            var products = qkv[0].matmul(qkv[1].transpose(2, 3)) / N(Math.Sqrt(size));
            WatchAttention(F.softmax(attend is null ? products : products.add(attend, N(1)), 3));
        }
        var mixed = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attend!, dropout)                  // [B, heads, T, size]
            .transpose(1, 2).reshape(b * t, Config.Hidden);
        x = Norm(at + "attention.output.", x.add(Dropped(Linear(at + "attention.output.dense", mixed), dropout), N(1)));
        var inner = Linear(at + "intermediate.dense", x);
        inner = Config.Activation == "gelu_new" ? F.gelu(inner, TorchSharp.Modules.GELU.Approximate.tanh) : F.gelu(inner);
        return Norm(at + "output.", x.add(Dropped(Linear(at + "output.dense", inner), dropout), N(1)));
    }

    // The one place where the precision matters.
    private Tensor Linear(string name, Tensor x)
    {
        Tensor w = _weights[name + ".weight"], b = _weights[name + ".bias"];
        return _precision == Precision.Fp32
            ? F.linear(x, w, b)
            : F.linear(x.to(ScalarType.BFloat16), w.to(ScalarType.BFloat16)).to(ScalarType.Float32).add(b, N(1));
    }

    private Tensor Norm(string at, Tensor x) =>
        F.layer_norm(x, [Config.Hidden], _weights[at + "LayerNorm.weight"], _weights[at + "LayerNorm.bias"], Config.LayerNormEpsilon);

    private static Tensor Dropped(Tensor x, double dropout) => dropout > 0 ? F.dropout(x, dropout, training: true) : x;
}
