namespace DmlStudio.Records;

/// <summary>The space of a run before the first step and after the last, on one basis: a two-dimensional PCA that is fitted on the
/// normalised embeddings of the held-out texts of both moments together. An optional part of a run.</summary>
/// <param name="Start">Before the first step.</param>
/// <param name="End">After the last step.</param>
/// <param name="TrainIndex">Position of each training text in the corpus, [n].</param>
/// <param name="TrainLabel">Label of each training text, [n].</param>
/// <param name="ProxyLabel">Label of each proxy, [P]; empty without proxies.</param>
/// <param name="Explained">Share of the variance on the two axes, 0..1, [2].</param>
public sealed record SpaceMoments(SpaceMoment Start, SpaceMoment End, int[] TrainIndex, int[] TrainLabel, int[] ProxyLabel,
    float[] Explained);
