using DmlStudio.Settings;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>ALBERT: small words mapped to the size of the states, and layers that share their weights in groups. Its weights go by BERT's
/// names here, the layers of the groups numbered through.</summary>
/// <remarks>Lan et al. 2020, arXiv:1909.11942. Dropout stands where BERT has it, as in the original; Hugging Face's leaves it out behind
/// the feed-forward layer.</remarks>
internal sealed class AlbertArchitecture : BertArchitecture
{
    private const string Groups = "encoder.albert_layer_groups.", Layers = ".albert_layers.",
        Mapping = "encoder.embedding_hidden_mapping_in";

    private static readonly (string From, string To)[] Parts =
    [
        (".attention.query.", ".attention.self.query."),
        (".attention.key.", ".attention.self.key."),
        (".attention.value.", ".attention.self.value."),
        (".attention.dense.", ".attention.output.dense."),
        (".attention.LayerNorm.", ".attention.output.LayerNorm."),
        (".full_layer_layer_norm.", ".output.LayerNorm."),
        (".ffn_output.", ".output.dense."),
        (".ffn.", ".intermediate.dense."),
    ];

    /// <inheritdoc/>
    public override string Title => "ALBERT";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["albert"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Activations => ["gelu", "gelu_new", "relu"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["albert."];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Heads => ["predictions.", "sop_classifier."];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        var config = base.Read(fields, type) with
        {
            Activation = fields.Activation("hidden_act", "gelu_new"),
            PadId = fields.Whole("pad_token_id") ?? 0,
            WordSize = fields.Whole("embedding_size") ?? 128,
            Groups = fields.Whole("num_hidden_groups") ?? 1,
            InnerLayers = fields.Whole("inner_group_num") ?? 1,
        };
        return config.Groups >= 1 && config.Groups <= config.Layers && config.InnerLayers >= 1 ? config
            : throw fields.Fault("num_hidden_groups",
                FormattableString.Invariant($"{config.Groups}, and inner_group_num {config.InnerLayers}"),
                FormattableString.Invariant($"1 to {config.Layers} groups of at least one layer"));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        BertShapes.Embeddings(shapes, config);
        BertShapes.Linear(shapes, BertShapes.Project, config.Hidden, config.WordSize);
        for (var group = 0; group < config.Groups; group++)
        {
            for (var inner = 0; inner < config.InnerLayers; inner++) { BertShapes.Layer(shapes, Inner(group, inner), config); }
        }
        return shapes;
    }

    /// <inheritdoc/>
    public override EncoderStack Stack(EncoderConfig config, FlatParameters weights, Precision precision) =>
        new AlbertStack(config, weights, precision);

    /// <inheritdoc/>
    public override string LayerPrefix(EncoderConfig config, int layer)
    {
        // Groups of nearly equal size, as the published code cuts them.
        return FormattableString.Invariant($"encoder.layer.{(int)(layer / (config.Layers / (double)config.Groups))}.");
    }

    /// <inheritdoc/>
    protected override string Renamed(string name)
    {
        if (name.StartsWith(Mapping, StringComparison.Ordinal)) { return BertShapes.Project + name[Mapping.Length..]; }
        return name.StartsWith(Groups, StringComparison.Ordinal)
            ? Renamed("encoder.layer." + name[Groups.Length..].Replace(Layers, ".", StringComparison.Ordinal), Parts) : name;
    }

    private static string Inner(int group, int inner) => FormattableString.Invariant($"encoder.layer.{group}.{inner}.");
}
