namespace DmlStudio.Inference;

/// <summary>What rules of inference are fitted on: the training texts of a run as its trained model sees them, n texts, D numbers an
/// embedding, C labels; and what the run's settings say of rules.</summary>
public sealed record RuleTraining
{
    /// <summary>Number D of an embedding.</summary>
    public required int Dimension { get; init; }

    /// <summary>Number C of labels.</summary>
    public required int Classes { get; init; }

    /// <summary>Embeddings of the training texts, [n · D].</summary>
    public required float[] Embeddings { get; init; }

    /// <summary>Their labels, [n].</summary>
    public required int[] Labels { get; init; }

    /// <summary>Embeddings of texts whose labels nobody looked at, [M · D]; null where none were asked for, which leaves the rule
    /// that reads them out.</summary>
    public float[]? Unlabelled { get; init; }

    /// <summary>The scale that is in the proxies' scores and not in those of the package that published the loss, negative where those are
    /// distances; null where the package gives none.</summary>
    public double? PackageScale { get; init; }

    /// <summary>Whether a mixture takes the class means where there are no proxies, as beside a loss of pairs; default false.</summary>
    public bool MixesMeans { get; init; }

    /// <summary>Temperature τ of the class means' probabilities, above 0; default 1.</summary>
    public double CentroidTemperature { get; init; } = 1;

    /// <summary>Weight β of the head in a mixture, 0..1; default 0.4.</summary>
    public double Beta { get; init; } = 0.4;

    /// <summary>Neighbours of the k-NN rule, at least 1; default 3.</summary>
    public int Neighbours { get; init; } = 3;

    /// <summary>Fits a logistic regression on the training texts; null where there is no solver, which leaves the rule out.</summary>
    public Func<LogisticWeights>? Logistic { get; init; }
}
