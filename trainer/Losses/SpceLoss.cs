using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>SPCE: the contrastive surrogate of cross-entropy, with a cross-entropy over prototypes beside it.</summary>
/// <remarks>Boudiaf et al. 2020, arXiv:2003.08983; the joint term is our own extension.</remarks>
/// <param name="classes">Number of labels C.</param>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class SpceLoss(SpceSettings settings, int classes, int dimension) : EmbeddingLoss
{
    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters { get; } = settings.Eta == 0 ? [] :
        [new LossParameter("prototypes", [.. Enumerable.Range(0, classes)], dimension,
            random => NormalDraw.Of(random, classes * dimension, 1 / Math.Sqrt(dimension)))];

    /// <inheritdoc/>
    public override bool ComparesRows => true;

    /// <inheritdoc/>
    public override double ScoreScale => 1 / settings.Temperature;

    /// <inheritdoc/>
    public override Tensor? ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters)
    {
        if (settings.Eta == 0) { return null; }
        using var scope = NewDisposeScope();
        return (Rows.Normalised(embeddings).matmul(Rows.Normalised(parameters[0]).t()) / N(settings.Temperature)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        RequireLabels(labels, classes);
        var x = Rows.Normalised(embeddings);
        var n = x.shape[0];
        var s = x.matmul(x.t()) / N(n);
        var own = F.one_hot(labels, classes).to(x.dtype);                                           // [N, C]
        var tightness = -(s * own.matmul(own.t())).sum() / N(n);
        var contrast = s.matmul(own).logsumexp(1).mean();
        var value = tightness.Plus(contrast);
        if (settings.Eta == 0) { return value; }
        var logits = (settings.StopGradient ? x.detach() : x).matmul(Rows.Normalised(parameters[0]).t()) / N(settings.Temperature);
        return value.Plus(N(settings.Eta) * F.cross_entropy(logits, labels));
    }
}
