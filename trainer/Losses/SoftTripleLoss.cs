using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>SoftTriple: cross-entropy over relaxed similarities to several centres per label.</summary>
/// <remarks>
/// Qian et al. 2019, arXiv:1909.05235, eq. 5–7: S_c = Σ_k softmax_k(⟨x, w_ck⟩/γ)·⟨x, w_ck⟩, margin δ off the own label,
/// scale λ; regulariser τ·Σ_c Σ_{t&lt;s} √(2 + ε − 2⟨w_ct, w_cs⟩) / (C·K·(K−1)).
/// </remarks>
/// <param name="classes">Number of labels C.</param>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class SoftTripleLoss(SoftTripleSettings settings, int classes, int dimension) : EmbeddingLoss
{
    /// <inheritdoc/>
    public override bool TakesTokens => true;

    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters { get; } =
    [
        new LossParameter("centres", [.. Enumerable.Range(0, classes * settings.Centres).Select(p => p / settings.Centres)], dimension,
            // Kaiming-uniform with a = √5 on [H, C·K], as published.
            random => NormalDraw.Even(random, classes * settings.Centres * dimension, 1 / Math.Sqrt(classes * settings.Centres))),
    ];

    /// <inheritdoc/>
    public override double ScoreScale => settings.Lambda;

    /// <inheritdoc/>
    public override bool HasPackageScores => true;

    /// <inheritdoc/>
    public override bool ItemOfEachRow => true;

    /// <inheritdoc/>
    public override Tensor ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return (N(settings.Lambda) * Relaxed(Rows.Normalised(embeddings), Rows.Normalised(parameters[0]))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var centres = Rows.Normalised(parameters[0]);                                               // [C·K, H]
        var similarities = Relaxed(Rows.Normalised(embeddings), centres);                           // [N, C]
        var margins = F.one_hot(labels, classes).to(similarities.dtype) * N(settings.Delta);
        var loss = F.cross_entropy(N(settings.Lambda) * similarities.Minus(margins), labels);
        if (settings.RegulariserWeight == 0 || settings.Centres == 1) { return loss; }
        long k = settings.Centres;
        var own = centres.view(classes, k, -1);                                                     // [C, K, H]
        var products = own.matmul(own.transpose(1, 2));                                             // [C, K, K]
        var pairs = triu_indices(k, k, 1, device: embeddings.device);
        var flat = products.view(classes, k * k).index_select(1, (pairs[0] * N(k)).Plus(pairs[1]));          // [C, K(K−1)/2]
        // 1e-5 keeps the root's slope finite where two centres meet.
        var distances = (N(2) * flat).From(2 + 1e-5).clamp_min(N(1e-12)).sqrt();
        return loss.Plus(N(settings.RegulariserWeight) * distances.sum() / N(classes * k * (k - 1.0)));
    }

    private Tensor Relaxed(Tensor x, Tensor centres)
    {
        var s = x.matmul(centres.t()).view(x.shape[0], classes, settings.Centres);                  // [N, C, K]
        return (F.softmax(s / N(settings.Gamma), 2) * s).sum(2);                                       // [N, C]
    }
}
