using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The forward pass of an encoder as a function of the tensors in <see cref="FlatParameters"/>; it owns no weights. Here BERT, RoBERTa,
/// XLM-RoBERTa and DistilBERT (post-LayerNorm, absolute positions); T5's layers are in <see cref="T5Network"/>. Query, key and value
/// are one product; without padding no mask is made.
/// </summary>
/// <remarks>Devlin et al. 2019, arXiv:1810.04805; Liu et al. 2019, arXiv:1907.11692; Sanh et al. 2019, arXiv:1910.01108.</remarks>
public sealed class EncoderNetwork
{
    private readonly FlatParameters _weights;
    private readonly Precision _precision;
    private readonly T5Network? _t5;

    /// <summary>Reads its weights from a buffer that was laid out with <see cref="Specs"/>.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="weights">The buffer.</param>
    /// <param name="precision">Format of the matrix products.</param>
    public EncoderNetwork(EncoderConfig config, FlatParameters weights, Precision precision)
    {
        Config = config;
        _weights = weights;
        _precision = precision;
        StartRow = Config.StartId;
        _t5 = config.IsT5 ? new T5Network(config, weights, Linear) : null;
    }

    /// <summary>A word table to read instead of the buffer's, such as the whole one after training with a compact one;
    /// it stays the caller's.</summary>
    public Tensor? WordTable { get; set; }

    /// <summary>Receives the attention of each layer, [B, heads, T, T], rows sum to 1; null, the default, computes none.</summary>
    public Action<Tensor>? WatchAttention { get; set; }

    /// <summary>T5: row of the decoder's start token in the word table that is read; its id unless a compact table is read.</summary>
    public long StartRow { get; set; }

    /// <summary>What config.json says.</summary>
    public EncoderConfig Config { get; }

    /// <summary>The encoder's tensors for a buffer, copied from a checkpoint.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="words">The word table to train: all of it, or the rows in use.</param>
    /// <param name="decayEverything">Whether LayerNorm and biases decay too.</param>
    /// <param name="pooling">The pooling; <c>decoder_first</c> adds T5's decoder.</param>
    public static IReadOnlyList<ParameterSpec> Specs(EncoderCheckpoint checkpoint, float[] words, bool decayEverything, string pooling = "mean")
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(words);
        var config = checkpoint.Config;
        var specs = new List<ParameterSpec>();
        var shapes = EncoderShapes.Of(config).Concat(Pooling.NeedsDecoder(pooling) ? T5Shapes.Decoder(config).Where(d => T5Shapes.NeededForOneStep(d.Key)) : []);
        foreach (var (name, shape) in shapes)
        {
            var decays = decayEverything || !(name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("LayerNorm", StringComparison.Ordinal)
                || name.Contains("layer_norm", StringComparison.Ordinal));
            if (name == EncoderShapes.Words) { specs.Add(new ParameterSpec(name, [words.Length / config.Hidden, config.Hidden], words, decays)); }
            else if (name.Contains(".self.query.", StringComparison.Ordinal))
            {
                // One product instead of three: rows of query, key, value under each other.
                float[] Part(string part) => checkpoint.Weight(name.Replace("query", part, StringComparison.Ordinal));
                specs.Add(new ParameterSpec(name.Replace("query", "qkv", StringComparison.Ordinal), [shape[0] * 3, .. shape[1..]],
                    [.. Part("query"), .. Part("key"), .. Part("value")], decays));
            }
            else if (name.StartsWith("encoder.", StringComparison.Ordinal) && name.Contains(".SelfAttention.q.", StringComparison.Ordinal))
            {
                float[] Part(string part) => checkpoint.Weight(name.Replace(".q.", $".{part}.", StringComparison.Ordinal));
                specs.Add(new ParameterSpec(name.Replace(".q.", ".qkv.", StringComparison.Ordinal), [shape[0] * 3, shape[1]], [.. Part("q"), .. Part("k"), .. Part("v")], decays));
            }
            else if (name.StartsWith("encoder.", StringComparison.Ordinal)
                && (name.Contains(".SelfAttention.k.", StringComparison.Ordinal) || name.Contains(".SelfAttention.v.", StringComparison.Ordinal))) { continue; }
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
        States(ids, mask, types, dropout, first: false, previous: false).Last;

    /// <summary>The states that a pooling needs, and the vectors that it makes of them.</summary>
    /// <param name="pooling">A resolved pooling (<see cref="Pooling.Resolve"/>).</param>
    /// <param name="ids">Token ids, [B, T] int64, as rows of the word table that is read.</param>
    /// <param name="mask">1 = real token, [B, T] int64; null when nothing is padded.</param>
    /// <param name="types">Token types, [B, T] int64; null for zeros.</param>
    /// <param name="dropout">Probability of dropout, 0 to switch it off.</param>
    /// <returns>The last layer's states [B, T, H], and [B, H] times the number of modes.</returns>
    public (Tensor Last, Tensor Pooled) Pooled(string pooling, Tensor ids, Tensor? mask = null, Tensor? types = null, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        return Finish(pooling, States(ids, mask, types, dropout, Pooling.NeedsFirst(pooling), Pooling.NeedsPrevious(pooling)), mask, mask ?? ones_like(ids), dropout);
    }

    /// <summary>The output of the embedding layer: words, positions and types after LayerNorm and dropout; of T5 the words alone.</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor Embedded(Tensor ids, Tensor? mask = null, Tensor? types = null, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        return Embed(ids, mask, types, dropout).view(ids.shape[0], ids.shape[1], Config.Hidden).MoveToOuterDisposeScope();
    }

    /// <summary>The same as <see cref="Pooled"/> from the output of the embedding layer, such as a perturbed one.</summary>
    /// <param name="pooling">A resolved pooling.</param>
    /// <param name="embedded">[B, T, H].</param>
    /// <param name="mask">1 = real token, [B, T] int64.</param>
    /// <param name="dropout">Probability of dropout, 0 to switch it off.</param>
    /// <returns>The last layer's states [B, T, H], and [B, H] times the number of modes.</returns>
    public (Tensor Last, Tensor Pooled) FromEmbedded(string pooling, Tensor embedded, Tensor mask, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(embedded);
        using var scope = NewDisposeScope();
        var states = Layers(embedded.reshape(-1, Config.Hidden), embedded.shape[0], embedded.shape[1], mask, dropout, Pooling.NeedsFirst(pooling), Pooling.NeedsPrevious(pooling));
        return Finish(pooling, states, mask, mask, dropout);
    }

    private (Tensor Last, Tensor Pooled) Finish(string pooling, EncoderStates states, Tensor? mask, Tensor whole, double dropout)
    {
        if (Pooling.NeedsDecoder(pooling)) { states = states with { Decoder = _t5!.FirstOutput(Words[StartRow], states.Last, mask, dropout) }; }
        var pooled = Pooling.Of(pooling, states, whole);
        return (states.Last.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope());
    }

    private Tensor Words => WordTable ?? _weights[EncoderShapes.Words];

    private EncoderStates States(Tensor ids, Tensor? mask, Tensor? types, double dropout, bool first, bool previous)
    {
        using var scope = NewDisposeScope();
        var states = Layers(Embed(ids, mask, types, dropout), ids.shape[0], ids.shape[1], mask, dropout, first, previous);
        return new EncoderStates(states.Last.MoveToOuterDisposeScope(), ReferenceEquals(states.First, states.Last) ? states.Last : states.First?.MoveToOuterDisposeScope(), states.Previous?.MoveToOuterDisposeScope());
    }

    // From the output of the embedding layer, [B·T, H]; what it makes stays in the caller's scope.
    private EncoderStates Layers(Tensor x, long b, long t, Tensor? mask, double dropout, bool first, bool previous)
    {
        var attend = mask is null ? null : (N(1) - mask.to(ScalarType.Float32)).mul(N(-1e30f)).view(b, 1, 1, t);   // [B, 1, 1, T]
        if (_t5 is not null) { attend = _t5.Bias(t, attend, x.device); }                                      // [1 or B, heads, T, T]
        Tensor Shaped(Tensor rows) => rows.view(b, t, Config.Hidden);
        Tensor? one = null, before = null;
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            if (previous && layer == Config.Layers - 1) { before = Shaped(x); }
            x = _t5 is null
                ? Layer(FormattableString.Invariant($"encoder.layer.{layer}."), x, b, t, attend, dropout)
                : _t5.Layer(FormattableString.Invariant($"encoder.block.{layer}.layer."), x, b, t, attend!, dropout, WatchAttention);
            if (layer == 0 && first) { one = Shaped(x); }
        }
        var last = Shaped(_t5 is null ? x : _t5.Final("encoder.", x, dropout));
        // With one layer the first is the last, final normalisation included.
        return new EncoderStates(last, first && Config.Layers == 1 ? last : one, before);
    }

    private Tensor Embed(Tensor ids, Tensor? mask, Tensor? types, double dropout)
    {
        long b = ids.shape[0], t = ids.shape[1];
        var words = Words.index_select(0, ids.reshape(-1));                                                 // [B·T, H]
        if (_t5 is not null) { return Dropped(words, dropout); }
        Tensor positions;
        if (Config.PositionsFollowPadding)
        {
            // Padding keeps the padding position; real tokens count from the one after it.
            var real = mask ?? ones_like(ids);
            positions = (real.cumsum(1) * real + N(Config.PadId)).reshape(-1);
        }
        else { positions = tensor(Enumerable.Range(0, (int)t).Select(i => (long)i).ToArray(), device: ids.device).unsqueeze(0).expand(b, t).reshape(-1); }
        var x = words.add(_weights[EncoderShapes.Positions].index_select(0, positions), N(1));
        if (Config.TokenTypes > 0)
        {
            var typeTable = _weights["embeddings.token_type_embeddings.weight"];
            x = x.add(types is null ? typeTable[0] : typeTable.index_select(0, types.reshape(-1)), N(1));
        }
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

    // The one place where the precision matters; T5 has no biases.
    private Tensor Linear(string name, Tensor x)
    {
        var w = _weights[name + ".weight"];
        var b = _weights.Has(name + ".bias") ? _weights[name + ".bias"] : null;
        if (_precision == Precision.Fp32) { return F.linear(x, w, b); }
        var product = F.linear(x.to(ScalarType.BFloat16), w.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        return b is null ? product : product.add(b, N(1));
    }

    private Tensor Norm(string at, Tensor x) =>
        F.layer_norm(x, [Config.Hidden], _weights[at + "LayerNorm.weight"], _weights[at + "LayerNorm.bias"], Config.LayerNormEpsilon);

    private static Tensor Dropped(Tensor x, double dropout) => dropout > 0 ? F.dropout(x, dropout, training: true) : x;
}
