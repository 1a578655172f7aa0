using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Cosine regression of Sentence-BERT: (cos(u, v) − gold)².</summary>
/// <remarks>Reimers and Gurevych 2019, arXiv:1908.10084, section 3; with targets 1 and 0 the loss of SetFit.</remarks>
public sealed class SbertCosineLoss(SbertCosineSettings settings) : PairLoss(settings.Balanced)
{
    /// <inheritdoc/>
    protected override Tensor Items(Tensor u, Tensor v, Tensor target, IReadOnlyList<Tensor> parameters) =>
        Rows.Cosines(u, v).Minus(target.to(u.dtype)).Squared();
}
