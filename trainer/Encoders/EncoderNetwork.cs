using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders.Architectures;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// The forward pass of an encoder as a function of the tensors in <see cref="FlatParameters"/>; it owns no weights. The layers of each
/// kind are an <see cref="EncoderStack"/>. Without padding no mask is made.
/// </summary>
internal sealed class EncoderNetwork
{
    private readonly FlatParameters _weights;
    private readonly EncoderStack _stack;

    /// <summary>Reads its weights from a buffer that was laid out with <see cref="Specs"/>.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="weights">The buffer.</param>
    /// <param name="precision">Format of the matrix products.</param>
    public EncoderNetwork(EncoderConfig config, FlatParameters weights, Precision precision)
    {
        Config = config;
        _weights = weights;
        StartRow = Config.StartId;
        _stack = config.Architecture.Stack(config, weights, precision);
    }

    /// <summary>A word table to read instead of the buffer's, such as the whole one after training with a compact one;
    /// it stays the caller's.</summary>
    public Tensor? WordTable { get; set; }

    /// <summary>Receives the attention of each layer, [B, heads, T, T], rows sum to 1; null, the default, computes none.</summary>
    public Action<Tensor>? WatchAttention { get; set; }

    /// <summary>Whether the layers leave padding out where that pays; the results are the same to rounding, and states of padding are 0
    /// then.</summary>
    public bool SkipsPadding { get; set; } = true;

    /// <summary>T5: row of the decoder's start token in the word table that is read; its id unless a compact table is read.</summary>
    public long StartRow { get; set; }

    /// <summary>What stands behind the pooling; its tensors are in the buffer.</summary>
    internal SentenceModules Modules { get; init; } = SentenceModules.None;

    /// <summary>What dropout draws.</summary>
    public DropoutDraws Draws { get; init; } = new(0);

    /// <summary>What config.json says.</summary>
    public EncoderConfig Config { get; }

    /// <summary>The encoder's tensors for a buffer, copied from a checkpoint.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="words">The word table to train: all of it, or the rows in use.</param>
    /// <param name="decayEverything">Whether LayerNorm and biases decay too.</param>
    /// <param name="pooling">The pooling; <c>decoder_first</c> adds T5's decoder.</param>
    public static IReadOnlyList<ParameterSpec> Specs(EncoderCheckpoint checkpoint, float[] words, bool decayEverything,
        string pooling = "mean")
    {
        var config = checkpoint.Config;
        var specs = new List<ParameterSpec>();
        var shapes = EncoderShapes.Of(config)
            .Concat(Pooling.NeedsDecoder(pooling) ? T5Shapes.Decoder(config).Where(d => T5Shapes.NeededForOneStep(d.Key)) : []);
        foreach (var (name, shape) in shapes)
        {
            var decays = decayEverything
                || !(name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("norm", StringComparison.OrdinalIgnoreCase));
            if (name == EncoderShapes.Words)
            {
                specs.Add(new ParameterSpec(name, [words.Length / config.WordSize, config.WordSize], words, decays));
            }
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
                specs.Add(new ParameterSpec(name.Replace(".q.", ".qkv.", StringComparison.Ordinal), [shape[0] * 3, shape[1]],
                    [.. Part("q"), .. Part("k"), .. Part("v")], decays));
            }
            else if (name.StartsWith("encoder.", StringComparison.Ordinal)
                && (name.Contains(".SelfAttention.k.", StringComparison.Ordinal)
                    || name.Contains(".SelfAttention.v.", StringComparison.Ordinal)))
            {
                continue;
            }
            else if (!name.Contains(".self.key.", StringComparison.Ordinal) && !name.Contains(".self.value.", StringComparison.Ordinal))
            {
                specs.Add(new ParameterSpec(name, shape, checkpoint.Weight(name), decays));
            }
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
        using var scope = NewDisposeScope();
        return Finish(pooling, States(ids, mask, types, dropout, Pooling.NeedsFirst(pooling), Pooling.NeedsPrevious(pooling)), mask, mask
            ?? ones_like(ids), dropout);
    }

    /// <summary>The output of the embedding layer: words, positions and types after LayerNorm and dropout; of T5 the words alone.</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor Embedded(Tensor ids, Tensor? mask = null, Tensor? types = null, double dropout = 0)
    {
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
        using var scope = NewDisposeScope();
        var states = Layers(embedded.reshape(-1, Config.Hidden), embedded.shape[0], embedded.shape[1], mask, dropout,
            Pooling.NeedsFirst(pooling), Pooling.NeedsPrevious(pooling));
        return Finish(pooling, states, mask, mask, dropout);
    }

    private (Tensor Last, Tensor Pooled) Finish(string pooling, EncoderStates states, Tensor? mask, Tensor whole, double dropout)
    {
        if (Pooling.NeedsDecoder(pooling))
        {
            var decoder = ((T5Stack)_stack).FirstOutput(Words[StartRow], states.Last, mask, x => Draws.Dropped(x, dropout));
            states = states with { Decoder = decoder };
        }
        var pooled = Modules.Apply(Pooling.Of(pooling, states, whole), _weights);
        return (states.Last.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope());
    }

    private Tensor Words => WordTable ?? _weights[EncoderShapes.Words];

    private EncoderStates States(Tensor ids, Tensor? mask, Tensor? types, double dropout, bool first, bool previous)
    {
        using var scope = NewDisposeScope();
        var states = Layers(Embed(ids, mask, types, dropout), ids.shape[0], ids.shape[1], mask, dropout, first, previous);
        return new EncoderStates(states.Last.MoveToOuterDisposeScope(), ReferenceEquals(states.First, states.Last)
            ? states.Last
            : states.First?.MoveToOuterDisposeScope(), states.Previous?.MoveToOuterDisposeScope());
    }

    // From the output of the embedding layer, [B·T, H]; what it makes stays in the caller's scope.
    private EncoderStates Layers(Tensor x, long b, long t, Tensor? mask, double dropout, bool first, bool previous)
    {
        var batch = new LayerBatch(b, t, mask, dropout, x.device, WatchAttention) { Draws = Draws };
        if (SkipsPadding) { batch = batch.Packed(); }
        Tensor Shaped(Tensor rows) => batch.Spread(rows).view(b, t, Config.Hidden);
        x = batch.Gathered(x);
        var through = _stack.Layers(x, batch);
        Tensor? one = null, before = null;
        for (var layer = 0; layer < Config.Layers; layer++)
        {
            if (previous && layer == Config.Layers - 1) { before = Shaped(x); }
            x = through(layer, x);
            if (layer == 0 && first) { one = Shaped(x); }
        }
        var last = Shaped(_stack.Final(x, batch));
        // With one layer the first is the last, final normalisation included.
        return new EncoderStates(last, first && Config.Layers == 1 ? last : one, before);
    }

    private Tensor Embed(Tensor ids, Tensor? mask, Tensor? types, double dropout) =>
        _stack.Embed(Words.index_select(0, ids.reshape(-1)), types,
            new LayerBatch(ids.shape[0], ids.shape[1], mask, dropout, ids.device) { Draws = Draws });
}
