namespace DmlStudio.Inference;

/// <summary>What a trained model says of N texts that are to be labelled.</summary>
public sealed record RuleReading
{
    /// <summary>Their embeddings, [N · D].</summary>
    public required float[] Embeddings { get; init; }

    /// <summary>Logits of the head, [N · C]; null when cross-entropy did not train it.</summary>
    public float[]? Logits { get; init; }

    /// <summary>Scores of the labels by the proxies, scaled as the loss scales them, [N · C]; null without proxies.</summary>
    public float[]? ProxyScores { get; init; }
}
