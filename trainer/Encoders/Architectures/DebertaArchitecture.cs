using System.Text.Json;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>DeBERTa versions 2 and 3: words and distances attend to each other apart. Its weights go by BERT's names
/// here, where BERT has them.</summary>
/// <remarks>He et al. 2021, arXiv:2006.03654, and 2023, arXiv:2111.09543.</remarks>
internal sealed class DebertaArchitecture : BertArchitecture
{
    /// <summary>The table of distances.</summary>
    public const string Distances = "encoder.rel_embeddings.weight";

    /// <summary>The normalisation of the table of distances, without <c>.weight</c>.</summary>
    public const string DistancesNorm = "encoder.LayerNorm";

    private static readonly (string From, string To)[] Parts =
    [
        (".attention.self.query_proj.", ".attention.self.query."),
        (".attention.self.key_proj.", ".attention.self.key."),
        (".attention.self.value_proj.", ".attention.self.value."),
        ("embeddings.embed_proj.", BertShapes.Project + "."),
    ];

    /// <inheritdoc/>
    public override string Title => "DeBERTa (versions 2 and 3)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["deberta-v2"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["deberta."];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Heads => ["lm_predictions.", "mask_predictions."];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        var (hidden, heads, positions) =
            (fields.Number("hidden_size"), fields.Number("num_attention_heads"), fields.Number("max_position_embeddings"));
        fields.Only("is_decoder", "false");
        fields.Only("conv_groups", "1");
        fields.Only("z_steps", "0", "1");
        fields.Only("attention_head_size", FormattableString.Invariant($"{hidden / heads}"));
        if (fields.Flag("relative_attention") != true) { throw fields.Fault("relative_attention", "not true", "true"); }
        return new(type, hidden, fields.Number("num_hidden_layers"), heads, fields.Number("intermediate_size"),
            fields.Number("vocab_size"), positions,
            fields.Whole("type_vocab_size") ?? 0, fields.Epsilon("layer_norm_eps", 1e-7),
            fields.Activation("hidden_act", "gelu"), fields.Whole("pad_token_id") ?? 0)
        {
            WordSize = fields.Whole("embedding_size") ?? hidden,
            Disentangled = Attention(fields, positions),
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config)
    {
        var (shapes, attention, h) = (new Dictionary<string, long[]>(StringComparer.Ordinal), config.Disentangled!, (long)config.Hidden);
        shapes[EncoderShapes.Words] = [config.Vocabulary, config.WordSize];
        if (attention.Absolute) { shapes[EncoderShapes.Positions] = [config.Positions, config.WordSize]; }
        if (config.TokenTypes > 0) { shapes[BertShapes.Types] = [config.TokenTypes, config.WordSize]; }
        if (config.WordSize != config.Hidden) { shapes[BertShapes.Project + ".weight"] = [h, config.WordSize]; }
        BertShapes.Norm(shapes, "embeddings.LayerNorm", h);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var at = LayerPrefix(config, layer);
            BertShapes.Layer(shapes, at, config);
            if (attention is { SharedKeys: false, ContentToPosition: true })
            {
                BertShapes.Linear(shapes, at + DebertaStack.PositionKey, h, h);
            }
            if (attention is { SharedKeys: false, PositionToContent: true })
            {
                BertShapes.Linear(shapes, at + DebertaStack.PositionQuery, h, h);
            }
        }
        shapes[Distances] = [2 * attention.Span, h];
        if (attention.Normalised) { BertShapes.Norm(shapes, DistancesNorm, h); }
        if (attention.Convolution > 0)
        {
            shapes[DebertaStack.Convolution + ".conv.weight"] = [h, h, attention.Convolution];
            shapes[DebertaStack.Convolution + ".conv.bias"] = [h];
            BertShapes.Norm(shapes, DebertaStack.Convolution + ".LayerNorm", h);
        }
        return shapes;
    }

    // The published files keep positions for the head that was trained with, where the embedding layer has none, and of version 3 what
    // the tables of the discriminator added to the generator's; the reference leaves both out.
    /// <inheritdoc/>
    public override bool Spare(string name) => base.Spare(name) || name == EncoderShapes.Positions
        || name is "embeddings.word_embeddings._weight" or "embeddings.position_embeddings._weight";

    /// <inheritdoc/>
    public override EncoderStack Stack(EncoderConfig config, FlatParameters weights, Precision precision) =>
        new DebertaStack(config, weights, precision);

    /// <inheritdoc/>
    protected override string Renamed(string name) => Renamed(name, Parts);

    private static DisentangledAttention Attention(ConfigFields fields, int positions)
    {
        var terms = Words(fields, "pos_att_type");
        if (terms.Length == 0 || terms.Any(t => t is not ("c2p" or "p2c")))
        {
            throw fields.Fault("pos_att_type", terms.Length == 0 ? "empty" : string.Join('|', terms), "c2p, p2c or both");
        }
        var norm = Words(fields, "norm_rel_ebd");
        if (norm.Any(n => n is not ("layer_norm" or "none")))
        {
            throw fields.Fault("norm_rel_ebd", string.Join('|', norm), "layer_norm or none");
        }
        var (kernel, activation) = (fields.Whole("conv_kernel_size") ?? 0, ConfigFields.Spelt(fields.Text("conv_act")) ?? "tanh");
        if (kernel > 0 && kernel % 2 == 0)
        {
            throw fields.Fault("conv_kernel_size", FormattableString.Invariant($"{kernel}"), "an odd number, or 0");
        }
        if (kernel > 0 && activation is not ("tanh" or "gelu" or "gelu_new" or "relu" or "silu"))
        {
            throw fields.Fault("conv_act", activation, "tanh, gelu, gelu_new, relu or silu");
        }
        int buckets = fields.Whole("position_buckets") ?? -1, furthest = fields.Whole("max_relative_positions") is { } most and > 0
            ? most
            : positions;
        if (buckets > 0 && furthest - 1 <= buckets / 2)
        {
            throw fields.Fault("position_buckets", FormattableString.Invariant($"{buckets}"),
                FormattableString.Invariant($"fewer than twice the furthest distance {furthest - 1}"));
        }
        return new DisentangledAttention(buckets > 0
            ? buckets
            : furthest, buckets, furthest, terms.Contains("c2p"), terms.Contains("p2c"), fields.Flag("share_att_key")
                ?? false, norm.Contains("layer_norm"))
        {
            Absolute = fields.Flag("position_biased_input") ?? true,
            Convolution = Math.Max(0, kernel),
            ConvolutionActivation = activation,
        };
    }

    // Words apart by bars, or a list of them.
    private static string[] Words(ConfigFields fields, string name) =>
        !fields.Json.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.ToString().ToLowerInvariant())]
        : (fields.Text(name) ?? "").ToLowerInvariant().Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
