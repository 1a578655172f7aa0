namespace DmlStudio.Records;

/// <summary>
/// A joint two-dimensional PCA of test texts, training texts and proxies, fitted on the normalised embeddings of the
/// test texts. Coordinates are stored x, y, x, y, …
/// </summary>
/// <param name="Test">Test texts, in the order of the predictions, [2 N].</param>
/// <param name="Train">Training texts, [2 n].</param>
/// <param name="TrainIndex">Position of each training text in the corpus, [n].</param>
/// <param name="TrainLabel">Label of each training text, [n].</param>
/// <param name="Proxies">Proxies (or SoftTriple centres) at the end of training, [2 P]; empty without proxies.</param>
/// <param name="ProxyLabel">Label of each proxy, [P].</param>
/// <param name="ProxyLoad">Number of test texts whose nearest proxy it is, [P].</param>
/// <param name="ExplainedVariance">Share of the variance on the two axes, 0..1, [2].</param>
public sealed record Space(
    float[] Test, float[] Train, int[] TrainIndex, int[] TrainLabel, float[] Proxies, int[] ProxyLabel,
    int[] ProxyLoad, float[] ExplainedVariance);
