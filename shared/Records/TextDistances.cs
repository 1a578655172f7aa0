namespace DmlStudio.Records;

/// <summary>Where the held-out texts of a run lie, beside the distances of its predictions; every array is in the order of the predictions.
/// An optional part of a run.</summary>
/// <param name="Published">Euclidean distance of the embedding, not normalised, to the mean of the held-out embeddings, [N].</param>
/// <param name="ToPredictedCentroid">Euclidean distance of the normalised embedding to the normalised mean of the training texts of
/// the label that the main rule predicts (0..2), [N]; NaN when that label has no training text.</param>
/// <param name="ToOwnProxy">Cosine distance (1 − cos, 0..2) to the nearest proxy of the true label, [N]; NaN without proxies.</param>
/// <param name="Tokens">Tokens that the model read, special tokens included, [N].</param>
public sealed record TextDistances(float[] Published, float[] ToPredictedCentroid, float[] ToOwnProxy, int[] Tokens);
