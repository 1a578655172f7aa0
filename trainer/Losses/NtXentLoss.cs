using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>NT-Xent: every positive pair against the negatives of its anchor; other positives are not in the denominator.</summary>
/// <remarks>Chen et al. 2020, arXiv:2002.05709, over labels.</remarks>
public sealed class NtXentLoss(NtXentSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var x = Rows.Normalised(embeddings);
        var s = x.matmul(x.t()) / N(settings.Temperature);
        var (positive, negative) = Rows.Pairs(labels);
        if (!positive.any().item<bool>() || !negative.any().item<bool>()) { return null; }
        var others = Rows.LogSumExp(s, negative, 1).unsqueeze(1);
        // −log(e^s / (e^s + Σ)) = softplus(log Σ − s), which neither overflows nor loses digits.
        return others.Minus(s).Softplus().masked_select(positive).mean();
    }
}
