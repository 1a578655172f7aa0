using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Contrastive loss over all pairs of a batch: positive pairs are pulled below one margin, negative pairs pushed
/// beyond another.</summary>
/// <remarks>Hadsell et al. 2006, in the unsquared form of pytorch-metric-learning.</remarks>
public sealed class ContrastiveLoss(ContrastiveSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        if (embeddings.shape[0] < 2) { return null; }
        var x = Rows.Normalised(embeddings);
        var (positive, negative) = Rows.Pairs(labels);
        Tensor near, far;
        if (settings.Distance == ContrastiveDistance.Cosine)
        {
            var s = x.matmul(x.t());
            (near, far) = (s.From(settings.PositiveMargin), s.Minus(settings.NegativeMargin));
        }
        else
        {
            var d = Rows.Distances(x);
            if (settings.DistancePower != 1) { d = d.pow(N(settings.DistancePower)); }
            (near, far) = (d.Minus(settings.PositiveMargin), d.From(settings.NegativeMargin));
        }
        Tensor Lacks(Tensor amount, Tensor pairs) =>
            settings.Squared ? amount.masked_select(pairs).relu().Squared() : amount.masked_select(pairs).relu();
        return Rows.MeanOfActive(Lacks(near, positive)).Plus(Rows.MeanOfActive(Lacks(far, negative)));
    }
}
