using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Multi-similarity: soft weights over a selection of informative pairs.</summary>
/// <remarks>Wang et al. 2019, arXiv:1904.06627, eq. 15; the selection carries no gradient.</remarks>
public sealed class MultiSimilarityLoss(MultiSimilaritySettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var x = Rows.Normalised(embeddings);
        var s = x.matmul(x.t());
        var (positive, negative) = Rows.Pairs(labels);
        if (settings.Miner) { (positive, negative) = MultiSimilarityMiner.Of(s, positive, negative, settings.MinerEpsilon); }
        if (!positive.any().item<bool>() && !negative.any().item<bool>()) { return null; }
        // Down the columns of a symmetric matrix, so that a column is an anchor.
        var pull = Rows.LogOnePlusSumExp(N(-settings.Alpha) * s.Minus(settings.Base), positive.t()) / N(settings.Alpha);
        var push = Rows.LogOnePlusSumExp(N(settings.Beta) * s.Minus(settings.Base), negative.t()) / N(settings.Beta);
        return pull.Plus(push).mean();
    }
}
