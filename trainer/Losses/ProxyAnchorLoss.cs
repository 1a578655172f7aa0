using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>ProxyAnchor: each proxy is an anchor that pulls its label's embeddings and pushes all others.</summary>
/// <remarks>Kim et al. 2020, arXiv:2003.13911, eq. 4; cosine similarities.</remarks>
/// <param name="classes">Number of labels C.</param>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class ProxyAnchorLoss(ProxyAnchorSettings settings, int classes, int dimension) : EmbeddingLoss
{
    /// <inheritdoc/>
    public override bool TakesTokens => true;

    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters { get; } =
    [
        // Kaiming-normal, fan-out, as published.
        new LossParameter("proxies", [.. Enumerable.Range(0, classes)], dimension,
            random => NormalDraw.Of(random, classes * dimension, Math.Sqrt(2.0 / classes))),
    ];

    /// <inheritdoc/>
    public override double ScoreScale => settings.Alpha;

    /// <inheritdoc/>
    public override bool HasPackageScores => true;

    /// <inheritdoc/>
    public override Tensor ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return (N(settings.Alpha) * Rows.Normalised(embeddings).matmul(Rows.Normalised(parameters[0]).t())).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var s = Rows.Normalised(embeddings).matmul(Rows.Normalised(parameters[0]).t());             // [N, C]
        var own = F.one_hot(labels, classes).to(ScalarType.Bool);
        var present = own.any(0).sum().to(s.dtype);
        var pull = Rows.LogOnePlusSumExp(N(-settings.Alpha) * s.Minus(settings.Delta), own).sum() / present;
        var push = Rows.LogOnePlusSumExp(N(settings.Alpha) * s.Plus(settings.Delta), own.logical_not()).sum() / N(classes);
        return pull.Plus(push);
    }
}
