namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>Names and shapes of T5's weights, as its files have them.</summary>
internal static class T5Shapes
{
    /// <summary>The encoder with the word table.</summary>
    /// <param name="config">A T5 configuration.</param>
    public static IReadOnlyDictionary<string, long[]> Encoder(EncoderConfig config)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal) { [EncoderShapes.Words] = [config.Vocabulary, config.Hidden] };
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var at = FormattableString.Invariant($"encoder.block.{layer}.layer.");
            Attention(shapes, config, at + "0.SelfAttention.");
            shapes[at + "0.layer_norm.weight"] = [config.Hidden];
            if (layer == 0) { shapes[EncoderShapes.RelativeBias] = [config.RelativeBuckets, config.Heads]; }
            Feed(shapes, config, at + "1.");
        }
        shapes["encoder.final_layer_norm.weight"] = [config.Hidden];
        return shapes;
    }

    /// <summary>The decoder.</summary>
    /// <param name="config">A T5 configuration.</param>
    public static IReadOnlyDictionary<string, long[]> Decoder(EncoderConfig config)
    {
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        for (var layer = 0; layer < config.DecoderLayers; layer++)
        {
            var at = FormattableString.Invariant($"decoder.block.{layer}.layer.");
            Attention(shapes, config, at + "0.SelfAttention.");
            shapes[at + "0.layer_norm.weight"] = [config.Hidden];
            if (layer == 0) { shapes[at + "0.SelfAttention.relative_attention_bias.weight"] = [config.RelativeBuckets, config.Heads]; }
            Attention(shapes, config, at + "1.EncDecAttention.");
            shapes[at + "1.layer_norm.weight"] = [config.Hidden];
            Feed(shapes, config, at + "2.");
        }
        shapes["decoder.final_layer_norm.weight"] = [config.Hidden];
        return shapes;
    }

    /// <summary>True for the decoder's weights that a single step from the start token needs: a single position attends to itself
    /// whatever its query, key and position say.</summary>
    /// <param name="name">A name of <see cref="Decoder"/>.</param>
    public static bool NeededForOneStep(string name) =>
        !(name.Contains(".SelfAttention.q.", StringComparison.Ordinal) || name.Contains(".SelfAttention.k.", StringComparison.Ordinal)
            || name.EndsWith("relative_attention_bias.weight", StringComparison.Ordinal));

    private static void Attention(Dictionary<string, long[]> shapes, EncoderConfig config, string at)
    {
        long inner = (long)config.Heads * config.HeadSize;
        foreach (var part in new[] { "q", "k", "v" }) { shapes[at + part + ".weight"] = [inner, config.Hidden]; }
        shapes[at + "o.weight"] = [config.Hidden, inner];
    }

    private static void Feed(Dictionary<string, long[]> shapes, EncoderConfig config, string at)
    {
        foreach (var part in config.Gated ? new[] { "wi_0", "wi_1" } : ["wi"])
        {
            shapes[$"{at}DenseReluDense.{part}.weight"] = [config.Intermediate, config.Hidden];
        }
        shapes[at + "DenseReluDense.wo.weight"] = [config.Hidden, config.Intermediate];
        shapes[at + "layer_norm.weight"] = [config.Hidden];
    }
}
