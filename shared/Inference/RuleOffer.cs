namespace DmlStudio.Inference;

/// <summary>What a run will have for rules to read, known before it is trained; embeddings it always has.</summary>
/// <param name="Head">A trained head.</param>
/// <param name="Proxies">A loss with proxies that decide.</param>
/// <param name="PackageScores">Scores of the package that published the loss.</param>
/// <param name="MixesMeans">Class means that stand for proxies in a mixture.</param>
/// <param name="Unlabelled">Embeddings of unlabelled texts.</param>
public sealed record RuleOffer(bool Head, bool Proxies, bool PackageScores, bool MixesMeans, bool Unlabelled)
{
    /// <summary>Embeddings of labelled texts alone.</summary>
    public static RuleOffer Embeddings { get; } = new(false, false, false, false, false);
}
