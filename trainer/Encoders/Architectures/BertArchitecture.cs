using DmlStudio.Settings;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>BERT, RoBERTa and XLM-RoBERTa.</summary>
/// <remarks>Devlin et al. 2019, arXiv:1810.04805; Liu et al. 2019, arXiv:1907.11692; Conneau et al. 2020, arXiv:1911.02116.</remarks>
internal class BertArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Title => "BERT, RoBERTa, XLM-RoBERTa";

    /// <inheritdoc/>
    public override IReadOnlyList<string> ModelTypes => ["bert", "roberta", "xlm-roberta"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Prefixes => ["bert.", "roberta."];

    // RoBERTa and XLM-RoBERTa are the same layers under one prefix; BERT counts positions from 0, they from behind the padding.
    /// <inheritdoc/>
    public override string? Foreign(string name, string type)
    {
        var kind = Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal))?.TrimEnd('.');
        return kind is not null && ModelTypes.Contains(kind) && (kind == "bert") != (type == "bert") ? kind : null;
    }

    /// <inheritdoc/>
    public override EncoderConfig Read(ConfigFields fields, string type)
    {
        fields.Only("is_decoder", "false");
        fields.Only("add_cross_attention", "false");
        return new(type, fields.Number("hidden_size"), fields.Number("num_hidden_layers"), fields.Number("num_attention_heads"),
            fields.Number("intermediate_size"), fields.Number("vocab_size"), fields.Number("max_position_embeddings"),
                fields.Number("type_vocab_size"),
            fields.Epsilon("layer_norm_eps", 1e-12), fields.Activation("hidden_act", "gelu"), fields.Whole("pad_token_id")
                ?? (type == "bert" ? 0 : 1));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, long[]> Shapes(EncoderConfig config)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        BertShapes.Embeddings(shapes, config);
        for (var layer = 0; layer < config.Layers; layer++) { BertShapes.Layer(shapes, LayerPrefix(config, layer), config); }
        return shapes;
    }

    /// <inheritdoc/>
    public override EncoderStack Stack(EncoderConfig config, FlatParameters weights, Precision precision) =>
        new BertStack(config, weights, precision);
}
