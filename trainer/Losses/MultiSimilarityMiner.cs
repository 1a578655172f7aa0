using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Pairs that are informative: a positive less similar than the most similar negative, a negative more similar
/// than the least similar positive, each by up to a margin. The selection carries no gradient.</summary>
/// <remarks>Wang et al. 2019, arXiv:1904.06627, eq. 11 and 12.</remarks>
public static class MultiSimilarityMiner
{
    /// <summary>The pairs that are hard enough to learn from.</summary>
    /// <param name="similarities">[N, N].</param>
    /// <param name="positive">[N, N] bool: pairs of equal labels, no row with itself.</param>
    /// <param name="negative">[N, N] bool: pairs of different labels.</param>
    /// <param name="epsilon">Margin ε.</param>
    /// <returns>The kept pairs, [N, N] bool each.</returns>
    public static (Tensor Positive, Tensor Negative) Of(Tensor similarities, Tensor positive, Tensor negative, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(similarities);
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(negative);
        using var _ = no_grad();
        var closest = similarities.masked_fill(negative.logical_not(), N(double.NegativeInfinity)).amax([1], keepdim: true);
        var farthest = similarities.masked_fill(positive.logical_not(), N(double.PositiveInfinity)).amin([1], keepdim: true);
        return (positive.logical_and(similarities.Minus(epsilon).lt(closest)),
            negative.logical_and(similarities.Plus(epsilon).gt(farthest)));
    }
}
