namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>ELECTRA: BERT's layers; its small models have words of a size of their own, mapped to that of the states.</summary>
/// <remarks>Clark et al. 2020, arXiv:2003.10555.</remarks>
internal sealed class ElectraArchitecture : BertArchitecture
{
    /// <inheritdoc/>
    public override string Title => "ELECTRA";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["electra"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["electra."];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Heads => ["discriminator_predictions.", "generator_predictions.", "generator_lm_head."];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        var config = base.Read(fields, type);
        return config with { PadId = fields.Whole("pad_token_id") ?? 0, WordSize = fields.Whole("embedding_size") ?? 128 };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config)
    {
        var shapes = new Dictionary<string, long[]>(base.Shapes(config), StringComparer.Ordinal);
        if (config.WordSize != config.Hidden) { BertShapes.Linear(shapes, BertShapes.Project, config.Hidden, config.WordSize); }
        return shapes;
    }

    /// <inheritdoc/>
    protected override string Renamed(string name) =>
        name.StartsWith("embeddings_project.", StringComparison.Ordinal) ? BertShapes.Project + name["embeddings_project".Length..] : name;
}
