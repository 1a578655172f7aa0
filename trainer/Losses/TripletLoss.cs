using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Triplet margin loss: an anchor is nearer to its positive than to a negative by a margin.</summary>
/// <remarks>Hermans et al. 2017, arXiv:1703.07737; strategies and averages of pytorch-metric-learning and
/// Sentence-Transformers. The selection carries no gradient.</remarks>
public sealed class TripletLoss(TripletSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var n = embeddings.shape[0];
        var d = Rows.Distances(settings.Normalize ? Rows.Normalised(embeddings) : embeddings);      // [N, N]
        var (positive, negative) = Rows.Pairs(labels);
        if (!positive.any().item<bool>() || !negative.any().item<bool>()) { return null; }
        return settings.Strategy switch
        {
            TripletStrategy.StBatchHard => HardestOfEach(d, positive, negative),
            TripletStrategy.StSemiHard => SemiHardOfEach(d, positive, negative),
            _ => Selected(d, positive, negative, n),
        };
    }

    private Tensor? Selected(Tensor d, Tensor positive, Tensor negative, long n)
    {
        var (a, p, o) = TripletMiner.Of(d, positive, negative, settings.Strategy, settings.MinerMargin);
        if (a.shape[0] == 0) { return null; }
        var flat = d.flatten();
        var far = flat.index_select(0, At(a, o, n));
        if (settings.Swap) { far = minimum(far, flat.index_select(0, At(p, o, n))); }
        var gaps = flat.index_select(0, At(a, p, n)).Minus(far).Plus(settings.Margin);
        var items = settings.Smooth ? gaps.Softplus() : gaps.relu();
        return settings.Average == TripletAverage.All ? items.mean() : Rows.MeanOfActive(items);
    }

    // Places in a flattened [N, N].
    private static Tensor At(Tensor row, Tensor column, long n) => (row * N(n)).Plus(column);

    // Every row is an anchor; one without a positive counts its margin against a distance of 0.
    private Tensor HardestOfEach(Tensor d, Tensor positive, Tensor negative)
    {
        var near = d * positive.to(d.dtype);
        var far = d.Plus(d.amax([1], keepdim: true) * negative.logical_not().to(d.dtype));
        return near.amax([1]).Minus(far.amin([1])).Plus(settings.Margin).relu().mean();
    }

    // For each pair the nearest negative that is farther than the positive, else the farthest negative.
    private Tensor SemiHardOfEach(Tensor d, Tensor positive, Tensor negative)
    {
        var pairs = positive.nonzero();
        var (row, column) = (pairs.select(1, 0), pairs.select(1, 1));
        var own = d.flatten().index_select(0, At(row, column, d.shape[0]));
        var others = d.index_select(0, row);
        var theirs = negative.index_select(0, row);
        var outside = theirs.logical_and(others.gt(own.unsqueeze(1)));
        var nearest = others.masked_fill(outside.logical_not(), N(double.PositiveInfinity)).amin([1]);
        var farthest = others.masked_fill(theirs.logical_not(), N(double.NegativeInfinity)).amax([1]);
        return own.Minus(where(outside.any(1), nearest, farthest)).Plus(settings.Margin).relu().mean();
    }
}
