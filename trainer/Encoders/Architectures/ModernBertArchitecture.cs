using System.Text.Json;
using DmlStudio.Settings;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>ModernBERT: rotated positions, layers that see a window between layers that see everything, a gated feed-forward layer,
/// normalisation before each part, biases only where config.json has them.</summary>
/// <remarks>Warner et al. 2024, arXiv:2412.13663.</remarks>
internal sealed class ModernBertArchitecture : Architecture
{
    private static readonly string[] Seen = ["full_attention", "sliding_attention"];

    private static readonly (string From, string To)[] Parts =
    [
        ("embeddings.tok_embeddings.", "embeddings.word_embeddings."),
        ("embeddings.norm.", "embeddings.LayerNorm."),
        ("final_norm.", "encoder.final_norm."),
    ];

    /// <inheritdoc/>
    public override string Title => "ModernBERT";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["modernbert"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Activations => ["gelu", "gelu_new", "relu", "silu"];

    // The published code does not read the field; files that were converted by others say that there are none.
    /// <inheritdoc/>
    public override IReadOnlyList<string> PositionTypes => ["absolute", "sans_pos"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["model."];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Heads => ["head.", "decoder."];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        int hidden = fields.Number("hidden_size"), heads = fields.Number("num_attention_heads"),
            layers = fields.Number("num_hidden_layers");
        if (hidden / heads % 2 != 0)
        {
            throw fields.Fault("hidden_size", FormattableString.Invariant($"{hidden} in {heads} heads of {hidden / heads}"),
                "heads of an even size, whose halves are turned");
        }
        return new(type, hidden, layers, heads, fields.Number("intermediate_size"), fields.Number("vocab_size"),
            fields.Whole("max_position_embeddings") ?? 8192, 0,
            fields.Epsilon("norm_eps", 1e-5), fields.Activation("hidden_activation", "gelu"), fields.Whole("pad_token_id") ?? 50283)
        {
            Rotary = Positions(fields, layers),
            NormBiases = fields.Flag("norm_bias") ?? false,
            AttentionBiases = fields.Flag("attention_bias") ?? false,
            FeedBiases = fields.Flag("mlp_bias") ?? false,
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config)
    {
        long h = config.Hidden, i = config.Intermediate;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal) { [EncoderShapes.Words] = [config.Vocabulary, h] };
        void Add(string name, bool biased, params long[] shape)
        {
            shapes[name + ".weight"] = shape;
            if (biased) { shapes[name + ".bias"] = [shape[0]]; }
        }
        Add("embeddings.LayerNorm", config.NormBiases, h);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var at = LayerPrefix(config, layer);
            // The embedding layer has just normalised what the first layer gets.
            if (layer > 0) { Add(at + "attn_norm", config.NormBiases, h); }
            Add(at + "attn.Wqkv", config.AttentionBiases, 3 * h, h);
            Add(at + "attn.Wo", config.AttentionBiases, h, h);
            Add(at + "mlp_norm", config.NormBiases, h);
            Add(at + "mlp.Wi", config.FeedBiases, 2 * i, h);
            Add(at + "mlp.Wo", config.FeedBiases, h, i);
        }
        Add("encoder.final_norm", config.NormBiases, h);
        return shapes;
    }

    /// <inheritdoc/>
    public override EncoderStack Stack(EncoderConfig config, FlatParameters weights, Precision precision) =>
        new ModernBertStack(config, weights, precision);

    /// <inheritdoc/>
    protected override string Renamed(string name)
    {
        return name.StartsWith("layers.", StringComparison.Ordinal) ? "encoder.layer." + name["layers.".Length..] : Renamed(name, Parts);
    }

    // Which layers see a window is said layer by layer, or by every how many one sees everything; wavelengths by kind, or in two fields.
    private static RotaryPositions Positions(ConfigFields fields, int layers)
    {
        fields.Only("rope_scaling", "null");
        var every = fields.Whole("global_attn_every_n_layers") ?? 3;
        if (every < 1)
        {
            throw fields.Fault("global_attn_every_n_layers", FormattableString.Invariant($"{every}"), "a number above 0");
        }
        bool[] local = [.. Enumerable.Range(0, layers).Select(l => l % every != 0)];
        if (fields.Json.TryGetProperty("layer_types", out var types) && types.ValueKind != JsonValueKind.Null)
        {
            string[] kinds = types.ValueKind == JsonValueKind.Array ? [.. types.EnumerateArray().Select(k => k.ToString())] : [];
            if (kinds.Length != layers || kinds.FirstOrDefault(k => !Seen.Contains(k)) is not null)
            {
                throw fields.Fault("layer_types", types.GetRawText(),
                    FormattableString.Invariant($"{layers} of {string.Join(" and ", Seen)}"));
            }
            local = [.. kinds.Select(k => k == Seen[1])];
        }
        var window = fields.Whole("local_attention") ?? 128;
        if (window < 1) { throw fields.Fault("local_attention", FormattableString.Invariant($"{window}"), "a number above 0"); }
        var whole = Theta(fields, Seen[0], "global_rope_theta", 160_000);
        return new RotaryPositions(local, window, whole,
            Theta(fields, Seen[1], "local_rope_theta", fields.Json.TryGetProperty("local_rope_theta", out _) ? whole : 10_000));
    }

    // Two spellings: a field for each kind of layer, or an object by kind. Where both stand they must agree: versions of the reference
    // read the one or the other.
    private static double Theta(ConfigFields fields, string kind, string field, double otherwise)
    {
        var named = fields.Real(field);
        var theta = Own(fields, kind) ?? named ?? otherwise;
        if (named is { } first && first != theta)
        {
            throw fields.Fault(field, FormattableString.Invariant($"{first}, and in rope_parameters {theta}"), "the same in both");
        }
        return theta > 1 ? theta : throw fields.Fault(field, FormattableString.Invariant($"{theta}"), "a number above 1");
    }

    private static double? Own(ConfigFields fields, string kind)
    {
        if (!fields.Json.TryGetProperty("rope_parameters", out var all) || all.ValueKind == JsonValueKind.Null) { return null; }
        var root = new JsonPlace(fields.Path, "rope_parameters", all);
        if (root.Fields().FirstOrDefault(f => !Seen.Contains(f.Name)) is { Name: { } other })
        {
            throw fields.Fault("rope_parameters", $"for {other}", string.Join(" and ", Seen));
        }
        if (root.Find(kind) is not { } own) { return null; }
        foreach (var (name, value) in own.Fields())
        {
            switch (name)
            {
                case "rope_theta": break;
                case "rope_type" or "type" when value.Value.ToString() == "default": break;
                case "rope_type" or "type": throw fields.Fault("rope_parameters", $"of the type {value.Value} for {kind}", "default");
                default: throw value.Fault("which is not honoured; expected rope_type and rope_theta alone", "Choose another encoder");
            }
        }
        return own.Find("rope_theta")?.Number();
    }
}
