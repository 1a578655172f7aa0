namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>MPNet: BERT's layers with positions that follow padding, no token types, and a bias by relative position that all layers share.
/// Its weights go by BERT's names here.</summary>
/// <remarks>Song et al. 2020, arXiv:2004.09297. The published code knows 32 buckets up to distance 128, whatever config.json says, and has
/// the padding token at 1.</remarks>
internal sealed class MpNetArchitecture : BertArchitecture
{
    private static readonly (string From, string To)[] Parts =
    [
        (".attention.attn.q.", ".attention.self.query."),
        (".attention.attn.k.", ".attention.self.key."),
        (".attention.attn.v.", ".attention.self.value."),
        (".attention.attn.o.", ".attention.output.dense."),
        (".attention.LayerNorm.", ".attention.output.LayerNorm."),
    ];

    /// <inheritdoc/>
    public override string Title => "MPNet";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["mpnet"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["mpnet."];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        fields.Only("relative_attention_num_buckets", "32");
        fields.Only("pad_token_id", "1");
        return new(type, fields.Number("hidden_size"), fields.Number("num_hidden_layers"), fields.Number("num_attention_heads"),
            fields.Number("intermediate_size"),
            fields.Number("vocab_size"), fields.Number("max_position_embeddings"), 0, fields.Epsilon("layer_norm_eps", 1e-12),
            fields.Activation("hidden_act", "gelu"), 1);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config) =>
        new Dictionary<string, long[]>(base.Shapes(config),
            StringComparer.Ordinal)
        { [EncoderShapes.SharedRelativeBias] = [config.RelativeBuckets, config.Heads] };

    /// <inheritdoc/>
    protected override string Renamed(string name) => Renamed(name, Parts);
}
