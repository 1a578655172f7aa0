using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Σ w_j·l_j: reaches the convex parts of the Pareto front only.</summary>
/// <remarks>Moukafih et al. 2022, arXiv:2209.14161.</remarks>
public static class LinearScalarisation
{
    /// <summary>The weighted sum over the losses that are there.</summary>
    /// <param name="weights">w [m].</param>
    /// <param name="losses">Scalars, [m]; null where the batch had nothing to learn from.</param>
    /// <returns>A scalar, or null when there is no loss.</returns>
    /// <exception cref="ArgumentException">Numbers that differ.</exception>
    public static Tensor? Of(IReadOnlyList<double> weights, IReadOnlyList<Tensor?> losses)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(losses);
        if (weights.Count != losses.Count)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Found {weights.Count} weights for {losses.Count} losses; expected one for each."));
        }
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        for (var j = 0; j < weights.Count; j++)
        {
            if (losses[j] is not { } loss) { continue; }
            var term = loss * N(weights[j]);
            sum = sum is null ? term : sum.Plus(term);
        }
        return sum?.MoveToOuterDisposeScope();
    }
}
