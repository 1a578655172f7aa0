namespace DmlStudio.Trainer.Encoders;

/// <summary>Names and shapes of the weights of an encoder. Most go by BERT's names; T5 keeps its own, but for the word table.</summary>
internal static class EncoderShapes
{
    /// <summary>The word table.</summary>
    public const string Words = "embeddings.word_embeddings.weight";

    /// <summary>The position table; not every encoder has one.</summary>
    public const string Positions = "embeddings.position_embeddings.weight";

    /// <summary>T5's table of biases by relative position, [buckets, heads].</summary>
    public const string RelativeBias = "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight";

    /// <summary>MPNet's table of biases by relative position, [buckets, heads].</summary>
    public const string SharedRelativeBias = "encoder.relative_attention_bias.weight";

    /// <summary>Shape by canonical name, in the order of the file formats.</summary>
    /// <param name="config">The encoder.</param>
    public static IReadOnlyDictionary<string, long[]> Of(EncoderConfig config)
    {
        return config.Architecture.Shapes(config);
    }
}
