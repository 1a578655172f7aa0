using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>β·CCE + (1−β)·DML.</summary>
/// <remarks>Gunel et al. 2021, arXiv:2011.01403, eq. 1.</remarks>
public static class CombinedLoss
{
    /// <summary>The weighted sum; a metric term that the zero rule dropped counts as 0.</summary>
    /// <param name="beta">Weight β of cross-entropy, 0..1.</param>
    /// <param name="crossEntropy">Cross-entropy, a scalar.</param>
    /// <param name="metric">Metric-learning loss, a scalar, or null.</param>
    /// <param name="unweighted">Part of the metric-learning loss that β does not weigh
    /// (<see cref="EmbeddingLoss.Unweighted"/>), or null.</param>
    public static Tensor Of(double beta, Tensor crossEntropy, Tensor? metric, Tensor? unweighted = null)
    {
        ArgumentNullException.ThrowIfNull(crossEntropy);
        var weighted = N(beta) * crossEntropy;
        if (metric is null) { return weighted; }
        var sum = weighted.Plus(N(1 - beta) * metric);
        return unweighted is null ? sum : sum.Plus(N(beta) * unweighted);
    }
}
