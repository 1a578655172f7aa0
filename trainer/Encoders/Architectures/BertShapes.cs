namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>Names and shapes of BERT's weights, which several encoders share.</summary>
internal static class BertShapes
{
    /// <summary>Name of the table of token types.</summary>
    public const string Types = "embeddings.token_type_embeddings.weight";

    /// <summary>Name, without <c>.weight</c>, of the map from the size of a word to that of a state.</summary>
    public const string Project = "embeddings.project";

    /// <summary>The embedding layer: words, positions, types and their normalisation.</summary>
    /// <param name="shapes">Receives them.</param>
    /// <param name="config">The encoder.</param>
    public static void Embeddings(Dictionary<string, long[]> shapes, EncoderConfig config)
    {
        long e = config.WordSize;
        shapes[EncoderShapes.Words] = [config.Vocabulary, e];
        shapes[EncoderShapes.Positions] = [config.Positions, e];
        if (config.TokenTypes > 0) { shapes[Types] = [config.TokenTypes, e]; }
        Norm(shapes, "embeddings.LayerNorm", e);
    }

    /// <summary>A layer.</summary>
    /// <param name="shapes">Receives them.</param>
    /// <param name="at">What the names begin with.</param>
    /// <param name="config">The encoder.</param>
    public static void Layer(Dictionary<string, long[]> shapes, string at, EncoderConfig config)
    {
        long h = config.Hidden, i = config.Intermediate, a = config.Heads * (long)config.HeadSize;
        Linear(shapes, at + "attention.self.query", a, h);
        Linear(shapes, at + "attention.self.key", a, h);
        Linear(shapes, at + "attention.self.value", a, h);
        Linear(shapes, at + "attention.output.dense", h, a);
        Norm(shapes, at + "attention.output.LayerNorm", h);
        Linear(shapes, at + "intermediate.dense", i, h);
        Linear(shapes, at + "output.dense", h, i);
        Norm(shapes, at + "output.LayerNorm", h);
    }

    /// <summary>A weight and its bias.</summary>
    /// <param name="shapes">Receives them.</param>
    /// <param name="output">Size of what comes out.</param>
    /// <param name="input">Size of what goes in.</param>
    public static void Linear(Dictionary<string, long[]> shapes, string name, long output, long input)
    {
        shapes[name + ".weight"] = [output, input];
        shapes[name + ".bias"] = [output];
    }

    /// <summary>A layer normalisation.</summary>
    /// <param name="shapes">Receives them.</param>
    /// <param name="size">Size of a row.</param>
    public static void Norm(Dictionary<string, long[]> shapes, string name, long size)
    {
        shapes[name + ".weight"] = [size];
        shapes[name + ".bias"] = [size];
    }
}
