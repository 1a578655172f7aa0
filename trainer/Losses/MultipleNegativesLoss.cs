using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Multiple negatives ranking: an anchor finds its positive among the positives of the batch.</summary>
/// <remarks>Henderson et al. 2017, arXiv:1705.00652; scale of Sentence-Transformers. On labelled texts every pair of a label
/// is a positive and no text of the label a negative, which is NT-Xent at t = 1/scale.</remarks>
public sealed class MultipleNegativesLoss(MultipleNegativesSettings settings) : EmbeddingLoss
{
    private readonly NtXentLoss _labelled = new(new NtXentSettings { Temperature = 1 / settings.Scale });

    /// <summary>Whether a pair of a graded corpus is a positive.</summary>
    /// <param name="score">Score, 0 to 1.</param>
    public bool Takes(double score) => score >= settings.LeastScore;

    /// <summary>The loss of given pairs.</summary>
    /// <param name="anchors">[B, H].</param>
    /// <param name="positives">[B, H].</param>
    /// <param name="negatives">One hard negative more for each anchor, [B, H]; null for none.</param>
    public Tensor OfPairs(Tensor anchors, Tensor positives, Tensor? negatives = null) =>
        InBatchRanking.Of(anchors, positives, settings.Scale, negatives);

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters) =>
        _labelled.Value(embeddings, labels);
}
