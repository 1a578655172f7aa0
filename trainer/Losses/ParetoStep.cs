namespace DmlStudio.Losses;

/// <summary>How the objectives of a step are weighed by <see cref="ParetoSearch"/>.</summary>
/// <param name="Mode"><c>balance</c> (towards the preference) or <c>dominate</c> (all objectives down).</param>
/// <param name="NonUniformity">μ ≥ 0: how far the weighted losses are from equal; 0 on the preference ray.</param>
/// <param name="Adjustment">a [m]: Σ a_j·l_j = 0.</param>
/// <param name="Direction">b = G·a [m].</param>
/// <param name="Weights">α [m], not negative, sum 1.</param>
/// <param name="Solved">False where no weights met the conditions and the preference itself was taken.</param>
/// <param name="Clamped">Whether a loss below 1e-8 was taken as 1e-8; then the objective counts as reached, which a
/// negative loss is not.</param>
public sealed record ParetoStep(string Mode, double NonUniformity, double[] Adjustment, double[] Direction, double[] Weights, bool Solved,
    bool Clamped)
{
    /// <summary>m·α: factors of the losses whose sum is minimised.</summary>
    public double[] StepWeights => [.. Weights.Select(a => a * Weights.Length)];
}
