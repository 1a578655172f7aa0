using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>How an ensemble makes one number of the losses of its members.</summary>
/// <remarks>Zabihzadeh et al. 2023 learn losses and weights together; the forms are our own but for
/// <see cref="Uncertainty"/>, Kendall et al. 2018, arXiv:1705.07115, eq. 7.</remarks>
public static class EnsembleObjectives
{
    /// <summary>Σ w_l·L_l.</summary>
    /// <param name="losses">[M].</param>
    /// <param name="weights">[M], constants.</param>
    public static Tensor Fixed(Tensor losses, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(weights);
        using var scope = NewDisposeScope();
        return (losses * weights).sum().MoveToOuterDisposeScope();
    }

    /// <summary>Σ w_l·L_l/L̄_l + T·Σ w_l·log w_l with w = softmax(θ); for fixed losses the best weights are ∝ exp(−L_l/(L̄_l·T)).</summary>
    /// <param name="losses">[M].</param>
    /// <param name="means">Running means L̄ of the losses, [M], constants above 0.</param>
    /// <param name="theta">θ [M].</param>
    /// <param name="temperature">T ≥ 0.</param>
    public static Tensor SoftmaxEntropy(Tensor losses, Tensor means, Tensor theta, double temperature)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(theta);
        using var scope = NewDisposeScope();
        var (w, log) = (F.softmax(theta, 0), F.log_softmax(theta, 0));
        return (w * (losses / means)).sum().Plus(N(temperature) * (w * log).sum()).MoveToOuterDisposeScope();
    }

    /// <summary>Σ ½·e^(−θ_l)·L_l + ½·θ_l, θ between −5 and 5.</summary>
    /// <param name="losses">[M].</param>
    /// <param name="theta">θ [M], the log variances.</param>
    public static Tensor Uncertainty(Tensor losses, Tensor theta)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(theta);
        using var scope = NewDisposeScope();
        var t = theta.clamp(N(-5), N(5));
        return (t.neg().exp() * losses).Plus(t).sum().mul(N(0.5)).MoveToOuterDisposeScope();
    }

    /// <summary>Weights ∝ 1/running gradient length, with sum 1.</summary>
    /// <param name="lengths">Running means of ‖∇L_l‖ along the shared embedding, [M].</param>
    public static double[] GradientWeights(IReadOnlyList<double> lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        var inverse = lengths.Select(x => 1 / Math.Max(x, 1e-12)).ToArray();
        return [.. inverse.Select(x => x / inverse.Sum())];
    }

    /// <summary>Squared distance of two texts for an ensemble: Σ w_l·‖f_l − f′_l‖² = ‖F − F′‖² with F = concat(√w_l·f_l).</summary>
    /// <param name="weights">w [M].</param>
    /// <param name="first">Vectors of the first text, one for each head, [D_l].</param>
    /// <param name="second">Vectors of the second text.</param>
    public static Tensor SquaredDistance(IReadOnlyList<double> weights, IReadOnlyList<Tensor> first, IReadOnlyList<Tensor> second)
    {
        using var scope = NewDisposeScope();
        return Joined(weights, first).Minus(Joined(weights, second)).Squared().sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>F = concat(√w_l·f_l): Euclidean distances between rows are those of the ensemble.</summary>
    /// <param name="weights">w [M], not negative.</param>
    /// <param name="heads">Rows of each head, [..., D_l].</param>
    /// <returns>[..., Σ D_l].</returns>
    public static Tensor Joined(IReadOnlyList<double> weights, IReadOnlyList<Tensor> heads)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(heads);
        if (weights.Count != heads.Count || weights.Any(w => !(w >= 0)))
        {
            throw new ArgumentException(
                $"Found weights ({string.Join(", ", weights)}) for {heads.Count} heads; expected one for each, not negative.");
        }
        using var scope = NewDisposeScope();
        return cat([.. heads.Select((f, l) => f * N(Math.Sqrt(weights[l])))], -1).MoveToOuterDisposeScope();
    }
}
