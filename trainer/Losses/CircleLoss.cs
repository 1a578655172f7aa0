using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Circle loss: each similarity is weighted by its distance from its optimum.</summary>
/// <remarks>Sun et al. 2020, arXiv:2002.10857, eq. 6; the weights carry no gradient.</remarks>
public sealed class CircleLoss(CircleSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var (positive, negative) = Rows.Pairs(labels);
        var anchors = positive.any(1).logical_and(negative.any(1)).nonzero().squeeze(1);
        if (anchors.shape[0] == 0) { return null; }
        var x = Rows.Normalised(embeddings);
        var s = x.matmul(x.t());
        var m = settings.Margin;
        var pull = N(-settings.Gamma) * s.From(1 + m).relu().detach() * s.Minus(1 - m);
        var push = N(settings.Gamma) * s.Plus(m).relu().detach() * s.Minus(m);
        var items = Rows.LogSumExp(pull, positive, 1).Plus(Rows.LogSumExp(push, negative, 1)).Softplus();
        return Rows.MeanOfActive(items.index_select(0, anchors));
    }
}
