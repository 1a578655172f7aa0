using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Push of negatives: log(1 + Σ exp((cos − 1)/τ)) over the negatives of a text, then the mean over all texts.</summary>
/// <remarks>One of the two objectives inside SupCon, at least 0; our own split of Khosla et al. 2020, arXiv:2004.11362, eq. 2.</remarks>
public sealed class PushLoss(PushSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var (_, negative) = Rows.Pairs(labels);
        if (!negative.any().item<bool>()) { return null; }
        var x = Rows.Normalised(embeddings);
        var near = x.matmul(x.t()).Minus(1) / N(settings.Temperature);
        return Rows.LogOnePlusSumExp(near, negative).mean();
    }
}
