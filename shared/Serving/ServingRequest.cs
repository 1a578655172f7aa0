namespace DmlStudio.Serving;

/// <summary>One question to <c>trainer serve</c>: a JSON object on one line; the answer is one or more lines of
/// <see cref="ServingReply"/>.</summary>
public sealed record ServingRequest
{
    /// <summary>Asks which runs can read a text.</summary>
    public const string Runs = "runs";

    /// <summary>Asks what a run predicts for a text.</summary>
    public const string Predict = "predict";

    /// <summary>Asks which words made it predict that; progress comes before the answer.</summary>
    public const string Explain = "explain";

    /// <summary>One of the three.</summary>
    public required string Ask { get; init; }

    /// <summary>Id of the run.</summary>
    public string? Run { get; init; }

    /// <summary>Text, at most <see cref="ServingLimits.LongestText"/> characters.</summary>
    public string? Text { get; init; }

    /// <summary>Second text of a pair corpus, or null.</summary>
    public string? Pair { get; init; }

    /// <summary>Perturbed texts to read for an explanation, 20..<see cref="ServingLimits.MostMasks"/>.</summary>
    public int Masks { get; init; } = 500;
}
