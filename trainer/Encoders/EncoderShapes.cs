namespace DmlStudio.Trainer.Encoders;

/// <summary>Names and shapes of the weights of an encoder. DistilBERT's weights go by BERT's names; T5 keeps its own, but for the
/// word table.</summary>
public static class EncoderShapes
{
    /// <summary>The word table.</summary>
    public const string Words = "embeddings.word_embeddings.weight";

    /// <summary>The position table; T5 has none.</summary>
    public const string Positions = "embeddings.position_embeddings.weight";

    /// <summary>T5's table of biases by relative position, [buckets, heads].</summary>
    public const string RelativeBias = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";

    private static readonly string[] Prefixes = ["bert.", "roberta.", "distilbert."];
    private static readonly string[] Heads = ["pooler.", "lm_head.", "cls.", "classifier.", "qa_outputs.", "vocab_transform.", "vocab_layer_norm.", "vocab_projector.", "pre_classifier."];

    // DistilBERT's name of a part, and BERT's.
    private static readonly (string Distil, string Bert)[] Parts =
    [
        ("attention.q_lin.", "attention.self.query."),
        ("attention.k_lin.", "attention.self.key."),
        ("attention.v_lin.", "attention.self.value."),
        ("attention.out_lin.", "attention.output.dense."),
        ("sa_layer_norm.", "attention.output.LayerNorm."),
        ("ffn.lin1.", "intermediate.dense."),
        ("ffn.lin2.", "output.dense."),
        ("output_layer_norm.", "output.LayerNorm."),
    ];

    /// <summary>Shape by canonical name, in the order of the file formats.</summary>
    /// <param name="config">The encoder.</param>
    public static IReadOnlyDictionary<string, long[]> Of(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.IsT5) { return T5Shapes.Encoder(config); }
        long h = config.Hidden, i = config.Intermediate;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal)
        {
            [Words] = [config.Vocabulary, h],
            [Positions] = [config.Positions, h],
        };
        if (config.TokenTypes > 0) { shapes["embeddings.token_type_embeddings.weight"] = [config.TokenTypes, h]; }
        shapes["embeddings.LayerNorm.weight"] = [h];
        shapes["embeddings.LayerNorm.bias"] = [h];
        for (var layer = 0; layer < config.Layers; layer++)
        {
            void Linear(string name, long output, long input)
            {
                shapes[FormattableString.Invariant($"encoder.layer.{layer}.{name}.weight")] = [output, input];
                shapes[FormattableString.Invariant($"encoder.layer.{layer}.{name}.bias")] = [output];
            }
            void Norm(string name)
            {
                shapes[FormattableString.Invariant($"encoder.layer.{layer}.{name}.LayerNorm.weight")] = [h];
                shapes[FormattableString.Invariant($"encoder.layer.{layer}.{name}.LayerNorm.bias")] = [h];
            }
            Linear("attention.self.query", h, h);
            Linear("attention.self.key", h, h);
            Linear("attention.self.value", h, h);
            Linear("attention.output.dense", h, h);
            Norm("attention.output");
            Linear("intermediate.dense", i, h);
            Linear("output.dense", h, i);
            Norm("output");
        }
        return shapes;
    }

    /// <summary>A name without the model's prefix, with today's names for LayerNorm's gamma and beta, and BERT's for DistilBERT's.</summary>
    /// <param name="name">Name in the file.</param>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "shared.weight" or "encoder.embed_tokens.weight") { return Words; }
        var prefix = Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal));
        var bare = prefix is null ? name : name[prefix.Length..];
        if (bare.StartsWith("transformer.layer.", StringComparison.Ordinal))
        {
            var part = Parts.FirstOrDefault(p => bare.Contains("." + p.Distil, StringComparison.Ordinal));
            bare = "encoder" + bare["transformer".Length..];
            if (part.Distil is not null) { bare = bare.Replace(part.Distil, part.Bert, StringComparison.Ordinal); }
        }
        return bare.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) ? bare[..^5] + "weight"
            : bare.EndsWith("LayerNorm.beta", StringComparison.Ordinal) ? bare[..^4] + "bias"
            : bare;
    }

    /// <summary>True for weights that belong to a head, or to buffers that hold no knowledge.</summary>
    /// <param name="name">Canonical name.</param>
    public static bool Ignored(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Heads.Any(h => name.StartsWith(h, StringComparison.Ordinal)) || name.EndsWith("position_ids", StringComparison.Ordinal)
            || name is "embeddings.token_type_ids" or "decoder.embed_tokens.weight"
            // Old T5 files carry a bias table of the cross-attention, which T5 does not use.
            || name.EndsWith("EncDecAttention.relative_attention_bias.weight", StringComparison.Ordinal);
    }
}
