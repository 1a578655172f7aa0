using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>ESupCon: supervised contrastive learning whose classifier weights are prototypes among the samples.</summary>
/// <remarks>Aljundi et al. 2022, arXiv:2211.03646; the printed equations were not at hand, the form is our own reading.</remarks>
/// <param name="classes">Number of labels C.</param>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class ESupConLoss(ESupConSettings settings, int classes, int dimension) : EmbeddingLoss
{
    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters { get; } =
        [new LossParameter("prototypes", [.. Enumerable.Range(0, classes)], dimension,
            random => NormalDraw.Of(random, classes * dimension, 1))];

    /// <inheritdoc/>
    public override bool ComparesRows => true;

    /// <inheritdoc/>
    public override double ScoreScale => 1 / settings.Temperature;

    /// <inheritdoc/>
    public override Tensor ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return (Rows.Normalised(embeddings).matmul(Rows.Normalised(parameters[0]).t()) / N(settings.Temperature)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var x = Rows.Normalised(embeddings);
        var w = Rows.Normalised(parameters[0]);
        var n = x.shape[0];
        var between = x.matmul(x.t()) / N(settings.Temperature);                                       // [N, N]
        var to = x.matmul(w.t()) / N(settings.Temperature);                                            // [N, C]
        var (positive, _) = Rows.Pairs(labels);
        var own = labels.unsqueeze(1).eq(Rows.Count(classes, x.device).unsqueeze(0));

        var all = cat([between, to], 1);
        var others = cat([eye(n, dtype: ScalarType.Bool, device: x.device).logical_not(), ones_like(own)], 1);
        var friends = cat([positive, own], 1);
        var samples = Rows.LogSumExp(all, others, 1).unsqueeze(1).Minus(all).masked_fill(friends.logical_not(), N(0))
            .sum(1) / friends.sum(1);

        var present = own.any(0).nonzero().squeeze(1);
        var from = to.t().index_select(0, present);                                                 // [C⁺, N]
        var theirs = own.t().index_select(0, present);
        Tensor denominator;
        if (settings.PrototypePairs)
        {
            var proxies = (w.matmul(w.t()) / N(settings.Temperature)).index_select(0, present);
            var apart = eye(classes, dtype: ScalarType.Bool, device: x.device).logical_not().index_select(0, present);
            denominator = Rows.LogSumExp(cat([from, proxies], 1), cat([ones_like(theirs), apart], 1), 1);
        }
        else { denominator = from.logsumexp(1); }
        var prototypes = denominator.unsqueeze(1).Minus(from).masked_fill(theirs.logical_not(), N(0)).sum(1) / theirs.sum(1);
        return samples.sum().Plus(prototypes.sum()) / N(n + present.shape[0]);
    }
}
