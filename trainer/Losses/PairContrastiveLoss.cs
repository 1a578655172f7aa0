using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>The classical contrastive loss of pairs, ½·(y·d² + (1−y)·max(0, μ−d)²) with the cosine distance d.</summary>
/// <remarks>Hadsell et al. 2006, eq. 4; distance, margin and mean of Sentence-Transformers.</remarks>
public sealed class PairContrastiveLoss(PairContrastiveSettings settings) : PairLoss(settings.Balanced)
{
    /// <inheritdoc/>
    protected override Tensor Items(Tensor u, Tensor v, Tensor target, IReadOnlyList<Tensor> parameters)
    {
        var d = Rows.Cosines(u, v).From(1);
        var y = target.to(d.dtype);
        return N(0.5) * (y * d.Squared()).Plus(y.From(1) * d.From(settings.Margin).relu().Squared());
    }
}
