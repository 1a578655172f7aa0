using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Pull of positives: the mean of (1 − cos)/τ over the positives of an anchor, then over the anchors that have one.</summary>
/// <remarks>One of the two objectives inside SupCon, at least 0; our own split of Khosla et al. 2020, arXiv:2004.11362, eq. 2.</remarks>
public sealed class PullLoss(PullSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var (positive, _) = Rows.Pairs(labels);
        var counts = positive.sum(1);
        if (!positive.any().item<bool>()) { return null; }
        var x = Rows.Normalised(embeddings);
        var far = x.matmul(x.t()).From(1) / N(settings.Temperature);
        var items = far.masked_fill(positive.logical_not(), N(0)).sum(1) / counts.clamp_min(N(1));
        return items.masked_select(counts.gt(N(0))).mean();
    }
}
