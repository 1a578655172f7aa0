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
        RequireOneActivation(fields, gated, activation);
        return new EncoderConfig(type, fields.Number("d_model"), fields.Number("num_layers"), fields.Number("num_heads"),
            fields.Number("d_ff"), fields.Number("vocab_size"),
            fields.Whole("n_positions") ?? 512, 0, fields.Epsilon("layer_norm_epsilon", 1e-6), activation, fields.Whole("pad_token_id")
                ?? 0)
        {
            HeadSize = fields.Number("d_kv"),
            Gated = gated,
            RelativeBuckets = Buckets(fields),
            RelativeDistance = Distance(fields),
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

    // Files of today say the activation twice; the reference lets the second field win, older versions know the first alone.
    private static void RequireOneActivation(ConfigFields fields, bool gated, string activation)
    {
        var feed = fields.Text("feed_forward_proj") ?? "relu";
        if (ConfigFields.Spelt(fields.Text("dense_act_fn")) is { } second && second != activation)
        {
            throw fields.Fault("dense_act_fn", second, FormattableString.Invariant($"{activation}, as feed_forward_proj \"{feed}\" means"));
        }
        fields.Only("is_gated_act", gated ? "true" : "false");
    }

    private static int Buckets(ConfigFields fields)
    {
        var buckets = fields.Number("relative_attention_num_buckets");
        return buckets >= 4 && buckets % 2 == 0 ? buckets
            : throw fields.Fault("relative_attention_num_buckets", FormattableString.Invariant($"{buckets}"), "an even number from 4 on");
    }

    // Half of each direction's buckets hold one distance each; the others share what lies beyond.
    private static int Distance(ConfigFields fields)
    {
        int furthest = fields.Whole("relative_attention_max_distance") ?? 128, own = Buckets(fields) / 4;
        return furthest > own ? furthest
            : throw fields.Fault("relative_attention_max_distance", FormattableString.Invariant($"{furthest}"),
                FormattableString.Invariant($"more than {own}, the distances that have buckets of their own"));
    }

    // Old T5 files carry a bias table of the cross-attention, which T5 does not use.
    /// <inheritdoc/>
    public override bool Ignored(string name) => base.Ignored(name) || name == "decoder.embed_tokens.weight"
        || name.EndsWith("EncDecAttention.relative_attention_bias.weight", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override string Renamed(string name) => name is "shared.weight" or "encoder.embed_tokens.weight" ? EncoderShapes.Words : name;
}
