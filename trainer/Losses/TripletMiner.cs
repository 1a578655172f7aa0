using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Which triplets of a batch a loss learns from. The selection carries no gradient.</summary>
/// <remarks>Hermans et al. 2017, arXiv:1703.07737; the gap d(a, n) − d(a, p) is at most the margin, at most 0 for hard
/// triplets and above 0 for semi-hard ones, as in pytorch-metric-learning.</remarks>
public static class TripletMiner
{
    /// <summary>The triplets that a strategy takes.</summary>
    /// <param name="distances">[N, N].</param>
    /// <param name="positive">[N, N] bool: pairs of equal labels, no row with itself.</param>
    /// <param name="negative">[N, N] bool: pairs of different labels.</param>
    /// <param name="strategy">All triplets, those of a kind, or for each anchor the hardest.</param>
    /// <param name="margin">Largest gap between negative and positive that is still worth learning from; not used by
    /// all and the hardest.</param>
    /// <returns>Rows of anchors, positives and negatives, [T] int64 each; T may be 0.</returns>
    public static (Tensor Anchor, Tensor Positive, Tensor Negative) Of(Tensor distances, Tensor positive, Tensor negative,
        TripletStrategy strategy, double margin)
    {
        ArgumentNullException.ThrowIfNull(distances);
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(negative);
        var d = distances.detach();
        if (strategy == TripletStrategy.BatchHard)
        {
            var a = positive.any(1).logical_and(negative.any(1)).nonzero().squeeze(1);
            var p = d.masked_fill(positive.logical_not(), N(double.NegativeInfinity)).argmax(1).index_select(0, a);
            var o = d.masked_fill(negative.logical_not(), N(double.PositiveInfinity)).argmin(1).index_select(0, a);
            return (a, p, o);
        }
        var pairs = positive.nonzero();                                                             // [M, 2]
        var (row, column) = (pairs.select(1, 0), pairs.select(1, 1));
        var keep = negative.index_select(0, row);                                                   // [M, N]
        if (strategy != TripletStrategy.All)
        {
            var own = d.flatten().index_select(0, (row * N(d.shape[0])).Plus(column));
            var gap = d.index_select(0, row).Minus(own.unsqueeze(1));
            var inside = gap.le(N(margin));
            keep = keep.logical_and(strategy switch
            {
                TripletStrategy.Hard => inside.logical_and(gap.le(N(0))),
                TripletStrategy.SemiHard => inside.logical_and(gap.gt(N(0))),
                _ => inside,
            });
        }
        var found = keep.nonzero();                                                                 // [T, 2]
        return (row.index_select(0, found.select(1, 0)), column.index_select(0, found.select(1, 0)), found.select(1, 1));
    }
}
