namespace DmlStudio.Settings;

/// <summary>Features of a pair of texts with the embeddings u and v.</summary>
public enum PairFeatures
{
    /// <summary>|u−v| and u∘v, as SentEval has them.</summary>
    [Word("senteval")]
    SentEval,

    /// <summary>Also u and v.</summary>
    [Word("u-v")]
    WithBoth,
}
