using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Supervised contrastive loss, the sum over positives outside the logarithm or inside it.</summary>
/// <remarks>Khosla et al. 2020, arXiv:2004.11362, eq. 2 (L_out) and 3 (L_in); mean over the anchors that have a
/// positive, or over all.</remarks>
public sealed class SupConLoss(SupConSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    public override bool TakesTokens => true;

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters) =>
        settings.BaseTemperature == 0
            ? Mean(embeddings, labels)
            : Mean(embeddings, labels)?.mul(N(settings.Temperature / settings.BaseTemperature));

    private Tensor? Mean(Tensor embeddings, Tensor labels)
    {
        var x = Rows.Normalised(embeddings);
        var s = x.matmul(x.t()) / N(settings.Temperature);                                             // [N, N]
        var self = eye(x.shape[0], dtype: ScalarType.Bool, device: x.device);
        var positive = labels.unsqueeze(0).eq(labels.unsqueeze(1)).logical_and(self.logical_not());
        var counts = positive.sum(1);
        var anchors = counts.gt(N(0));
        // Without a positive or without a negative pair there is nothing to learn from (Khosla et al. 2020, arXiv:2004.11362, eq. 2).
        if (anchors.sum().item<long>() == 0 || counts.min().item<long>() == x.shape[0] - 1) { return null; }
        var all = s.masked_fill(self, N(double.NegativeInfinity)).logsumexp(1, keepdim: true);         // [N, 1]
        if (settings.Form == SupConForm.In)
        {
            var inside = all.squeeze(1).Plus(counts.clamp_min(N(1)).to(s.dtype).log()).Minus(Rows.LogSumExp(s, positive, 1));
            return settings.AllAnchors ? inside.masked_fill(anchors.logical_not(), N(0)).mean() : inside.masked_select(anchors).mean();
        }
        var items = all.Minus(s).masked_fill(positive.logical_not(), N(0)).sum(1) / counts.clamp_min(N(1));  // [N]
        return settings.AllAnchors ? items.mean() : items.masked_select(anchors).mean();
    }
}
