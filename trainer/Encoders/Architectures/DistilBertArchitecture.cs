namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>DistilBERT: BERT without token types; its weights go by BERT's names here.</summary>
/// <remarks>Sanh et al. 2019, arXiv:1910.01108.</remarks>
internal sealed class DistilBertArchitecture : BertArchitecture
{
    private static readonly (string From, string To)[] Parts =
    [
        (".attention.q_lin.", ".attention.self.query."),
        (".attention.k_lin.", ".attention.self.key."),
        (".attention.v_lin.", ".attention.self.value."),
        (".attention.out_lin.", ".attention.output.dense."),
        (".sa_layer_norm.", ".attention.output.LayerNorm."),
        (".ffn.lin1.", ".intermediate.dense."),
        (".ffn.lin2.", ".output.dense."),
        (".output_layer_norm.", ".output.LayerNorm."),
    ];

    /// <inheritdoc/>
    public override string Title => "DistilBERT";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["distilbert"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["distilbert."];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Heads => ["vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "pre_classifier."];

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type) =>
        new(type, fields.Number("dim"), fields.Number("n_layers"), fields.Number("n_heads"),
        fields.Number("hidden_dim"), fields.Number("vocab_size"), fields.Number("max_position_embeddings"), 0, 1e-12,
            fields.Activation("activation", "gelu"), fields.Whole("pad_token_id") ?? 0);

    /// <inheritdoc/>
    protected override string Renamed(string name) => name.StartsWith("transformer.layer.", StringComparison.Ordinal)
        ? Renamed("encoder" + name["transformer".Length..], Parts) : name;
}
