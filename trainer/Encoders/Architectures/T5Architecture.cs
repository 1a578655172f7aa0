using DmlStudio.Settings;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>T5: relative positions, normalisation before each layer, no biases. Its weights keep their own names, but
/// for the word table.</summary>
/// <remarks>Raffel et al. 2020, arXiv:1910.10683.</remarks>
internal sealed class T5Architecture : Architecture
{
    /// <inheritdoc/>
    public override string Title => "T5";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["t5"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Activations => ["gelu", "gelu_new", "relu", "silu"];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        var feed = fields.Text("feed_forward_proj") ?? "relu";
        var gated = feed.StartsWith("gated-", StringComparison.Ordinal);
        // "gated-gelu" has always meant the tanh approximation.
        var activation = feed == "gated-gelu" ? "gelu_new" : gated ? feed["gated-".Length..] : feed;
        return new EncoderConfig(type, fields.Number("d_model"), fields.Number("num_layers"), fields.Number("num_heads"),
            fields.Number("d_ff"), fields.Number("vocab_size"),
            fields.Whole("n_positions") ?? 512, 0, fields.Epsilon("layer_norm_epsilon", 1e-6), activation, fields.Whole("pad_token_id")
                ?? 0)
        {
            HeadSize = fields.Number("d_kv"),
            Gated = gated,
            RelativeBuckets = fields.Number("relative_attention_num_buckets"),
            RelativeDistance = fields.Whole("relative_attention_max_distance") ?? 128,
            DecoderLayers = fields.Whole("num_decoder_layers") ?? fields.Number("num_layers"),
            StartId = fields.Whole("decoder_start_token_id") ?? 0,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config) => T5Shapes.Encoder(config);

    /// <inheritdoc/>
    public override EncoderStack Stack(EncoderConfig config, FlatParameters weights, Precision precision) =>
        new T5Stack(config, weights, precision);

    /// <inheritdoc/>
    public override string LayerPrefix(EncoderConfig config, int layer) => FormattableString.Invariant($"encoder.block.{layer}.");

    // Old T5 files carry a bias table of the cross-attention, which T5 does not use.
    /// <inheritdoc/>
    public override bool Ignored(string name) => base.Ignored(name) || name == "decoder.embed_tokens.weight"
        || name.EndsWith("EncDecAttention.relative_attention_bias.weight", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override string Renamed(string name) => name is "shared.weight" or "encoder.embed_tokens.weight" ? EncoderShapes.Words : name;
}
