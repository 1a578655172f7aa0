using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>Proxy-NCA in all its forms: a softmax over negative squared distances to one proxy per label.</summary>
/// <remarks>Movshovitz-Attias et al. 2017, arXiv:1703.07464 (own proxy left out of the denominator); Teh et al. 2020,
/// arXiv:2004.01113 (own proxy in it, temperature).</remarks>
/// <param name="scaleX">Length of an embedding before the distance.</param>
/// <param name="scaleP">Length of a proxy before the distance.</param>
/// <param name="excludeOwn">Whether the own proxy is left out of the denominator; needs two labels or more.</param>
/// <param name="smoothing">Target mass that the other labels share.</param>
/// <param name="classes">Number of labels C.</param>
/// <param name="dimension">Size H of an embedding.</param>
/// <param name="start">Standard deviation of the drawn proxies: 1 in the library, 1/8 in the code of Proxy-NCA++ and of
/// dichotomies. Lengths do not enter the loss, but a step turns short proxies further.</param>
public sealed class ProxyNcaLoss(double scaleX, double scaleP, bool excludeOwn, double smoothing, int classes, int dimension,
    double start = 1) : EmbeddingLoss
{
    /// <summary>Softmax form with one scale σ on the squared distance.</summary>
    /// <param name="sigma">σ.</param>
    /// <param name="classes">Number of labels.</param>
    /// <param name="dimension">Size of an embedding.</param>
    /// <param name="start">Standard deviation of the drawn proxies.</param>
    public static ProxyNcaLoss Softmax(double sigma, int classes, int dimension, double start = 1) =>
        new(Math.Sqrt(sigma), Math.Sqrt(sigma), false, 0, classes, dimension, start);

    /// <summary>Published form.</summary>
    /// <param name="scale">Scale of the squared distance.</param>
    /// <param name="classes">Number of labels.</param>
    /// <param name="dimension">Size of an embedding.</param>
    public static ProxyNcaLoss Original(double scale, int classes, int dimension) =>
        new(Math.Sqrt(scale), Math.Sqrt(scale), true, 0, classes, dimension);

    /// <inheritdoc/>
    public override bool TakesTokens => true;

    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters { get; } =
        [new LossParameter("proxies", [.. Enumerable.Range(0, classes)], dimension,
            random => NormalDraw.Of(random, classes * dimension, start))];

    /// <summary>The package returns distances where scores are meant, hence the sign (docs/objectives.md, Inference).</summary>
    public override double ScoreScale => -scaleX * scaleP;

    /// <inheritdoc/>
    public override bool HasPackageScores => true;

    /// <inheritdoc/>
    public override bool ItemOfEachRow => true;

    /// <inheritdoc/>
    public override Tensor ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return Scores(embeddings, parameters[0]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        if (excludeOwn && classes < 2)
        {
            throw new ArgumentException(
                "Found one label; Proxy-NCA as published expects two or more, because the own proxy is not in its denominator.");
        }
        var u = Scores(embeddings, parameters[0]);                                                  // [N, C]
        var own = F.one_hot(labels, classes).to(ScalarType.Bool);
        if (excludeOwn) { return Rows.LogSumExp(u, own.logical_not(), 1).Minus(u.gather(1, labels.unsqueeze(1)).squeeze(1)).mean(); }
        var log = F.log_softmax(u, 1);
        var target = own.to(u.dtype);
        if (smoothing > 0 && classes > 1) { target = (target * N(1 - smoothing)).Plus(target.From(1) * N(smoothing / (classes - 1))); }
        return -(target * log).sum(1).mean();
    }

    // −‖a·x − b·p‖² for rows of unit length.
    private Tensor Scores(Tensor embeddings, Tensor proxies)
    {
        var x = N(scaleX) * Rows.Normalised(embeddings);
        var p = N(scaleP) * Rows.Normalised(proxies);
        return (N(2) * x.matmul(p.t())).Minus(x.Squared().sum(1, keepdim: true)).Minus(p.Squared().sum(1).unsqueeze(0));
    }
}
