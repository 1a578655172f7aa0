namespace DmlStudio.Trainer.Encoders;

/// <summary>Names and shapes of the weights of a BERT or RoBERTa encoder.</summary>
public static class EncoderShapes
{
    /// <summary>The word table.</summary>
    public const string Words = "embeddings.word_embeddings.weight";

    /// <summary>The position table.</summary>
    public const string Positions = "embeddings.position_embeddings.weight";

    private static readonly string[] Prefixes = ["bert.", "roberta."];
    private static readonly string[] Heads = ["pooler.", "lm_head.", "cls.", "classifier.", "qa_outputs."];

    /// <summary>Shape by canonical name, in the order of the file formats.</summary>
    /// <param name="config">The encoder.</param>
    public static IReadOnlyDictionary<string, long[]> Of(EncoderConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        long h = config.Hidden, i = config.Intermediate;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal)
        {
            [Words] = [config.Vocabulary, h],
            [Positions] = [config.Positions, h],
            ["embeddings.token_type_embeddings.weight"] = [config.TokenTypes, h],
            ["embeddings.LayerNorm.weight"] = [h],
            ["embeddings.LayerNorm.bias"] = [h],
        };
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

    /// <summary>A name without the model's prefix, and with today's names for LayerNorm's gamma and beta.</summary>
    /// <param name="name">Name in the file.</param>
    public static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var prefix = Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal));
        var bare = prefix is null ? name : name[prefix.Length..];
        return bare.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) ? bare[..^5] + "weight"
            : bare.EndsWith("LayerNorm.beta", StringComparison.Ordinal) ? bare[..^4] + "bias"
            : bare;
    }

    /// <summary>True for weights that belong to a head, or to buffers that hold no knowledge.</summary>
    /// <param name="name">Canonical name.</param>
    public static bool Ignored(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Heads.Any(h => name.StartsWith(h, StringComparison.Ordinal)) || name.EndsWith("position_ids", StringComparison.Ordinal);
    }
}
