namespace DmlStudio.Inference;

/// <summary>What a trained model gives to the rules of inference: plain rows of floats, N texts to be labelled, n training texts,
/// D numbers an embedding, C labels.</summary>
public sealed record InferenceInput
{
    /// <summary>Number D of an embedding.</summary>
    public required int Dimension { get; init; }

    /// <summary>Number C of labels.</summary>
    public required int Classes { get; init; }

    /// <summary>Embeddings of the texts, [N · D].</summary>
    public required float[] Embeddings { get; init; }

    /// <summary>Embeddings of the training texts, [n · D].</summary>
    public required float[] Training { get; init; }

    /// <summary>Labels of the training texts, [n].</summary>
    public required int[] TrainingLabels { get; init; }

    /// <summary>Logits of the head, [N · C]; null when cross-entropy did not train it.</summary>
    public float[]? Logits { get; init; }

    /// <summary>Scores of the labels by the proxies, scaled as the loss scales them, [N · C]; null without proxies.</summary>
    public float[]? ProxyScores { get; init; }

    /// <summary>The scale that is in <see cref="ProxyScores"/> and not in the scores of the package that published the loss, negative where
    /// those are distances; null where the package gives none.</summary>
    public double? PackageScale { get; init; }

    /// <summary>Whether a mixture takes the class means where there are no proxies, as beside a loss of pairs; default false.</summary>
    public bool MixesMeans { get; init; }

    /// <summary>Temperature τ of the class means' probabilities, above 0; default 1.</summary>
    public double CentroidTemperature { get; init; } = 1;

    /// <summary>Weight β of the head in a mixture, 0..1; default 0.4.</summary>
    public double Beta { get; init; } = 0.4;

    /// <summary>Neighbours of the k-NN rule, at least 1; default 3.</summary>
    public int Neighbours { get; init; } = 3;

    /// <summary>Logistic regression on the training texts; null when none was fitted.</summary>
    public LogisticRule? Logistic { get; init; }
}
