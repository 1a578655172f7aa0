using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>SimCSE with labels: a text finds a text of its label among the texts of other labels, the most similar of which can
/// weigh more.</summary>
/// <remarks>Gao et al. 2021, arXiv:2104.08821, eq. 5. Premise, entailment and contradiction are pairs and other labels
/// here, which is our own reading for labelled texts.</remarks>
public sealed class SimCseSupervisedLoss(SimCseSupervisedSettings settings) : EmbeddingLoss
{
    /// <summary>The loss of given triples, as published: all positives and all hard negatives are columns.</summary>
    /// <param name="anchors">Premises, [B, H].</param>
    /// <param name="positives">Entailments, [B, H].</param>
    /// <param name="negatives">Contradictions, [B, H].</param>
    /// <param name="temperature">τ.</param>
    /// <param name="logWeight">Added to the logit of the own contradiction.</param>
    public static Tensor Of(Tensor anchors, Tensor positives, Tensor negatives, double temperature, double logWeight) =>
        InBatchRanking.Of(anchors, positives, 1 / temperature, negatives, logWeight);

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var x = Rows.Normalised(embeddings);
        var s = x.matmul(x.t()) / N(settings.Temperature);
        var (positive, negative) = Rows.Pairs(labels);
        if (!positive.any().item<bool>() || !negative.any().item<bool>()) { return null; }
        var others = s;
        if (settings.HardNegativeLogWeight != 0)
        {
            var kept = s.detach().masked_fill(negative.logical_not(), N(double.NegativeInfinity));
            var hardest = kept.eq(kept.amax([1], keepdim: true)).logical_and(negative);
            others = s.Plus(hardest.to(s.dtype) * N(settings.HardNegativeLogWeight));
        }
        return Rows.LogSumExp(others, negative, 1).unsqueeze(1).Minus(s).Softplus().masked_select(positive).mean();
    }
}
