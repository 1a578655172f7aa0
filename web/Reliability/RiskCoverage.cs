namespace DmlStudio.Web.Reliability;

/// <summary>How often a model errs when it answers only the surest share of the texts.</summary>
/// <remarks>Geifman and El-Yaniv 2017; area under the curve and its excess: Geifman et al. 2019. Rows by falling confidence, ties in
/// their order.</remarks>
/// <param name="Confidence">Confidence of each row, falling, [N].</param>
/// <param name="Risk">Share of wrong among the surest k rows, for k = 1..N, 0..1, [N].</param>
/// <param name="Aurc">Mean of the risks; smaller is better.</param>
/// <param name="Optimal">The area that the best order would give: every wrong row last.</param>
internal sealed record RiskCoverage(IReadOnlyList<double> Confidence, IReadOnlyList<double> Risk, double Aurc, double Optimal)
{
    /// <summary>Aurc − Optimal, 0 or more: what the order of confidence costs.</summary>
    public double Excess => Aurc - Optimal;

    /// <summary>Works the curve out.</summary>
    /// <param name="confidence">Confidence per row, [N], at least one.</param>
    /// <param name="right">Whether a row is right, [N].</param>
    public static RiskCoverage Of(IReadOnlyList<double> confidence, IReadOnlyList<bool> right)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(confidence.Count, 1);
        int[] order = [.. Enumerable.Range(0, confidence.Count).OrderByDescending(i => confidence[i])];
        var risk = Risks([.. order.Select(i => right[i])]);
        var best = Risks([.. right.OrderByDescending(r => r)]);
        return new RiskCoverage([.. order.Select(i => confidence[i])], risk, risk.Average(), best.Average());
    }

    /// <summary>Rows answered at a coverage: ⌈coverage · N⌉, at least 1.</summary>
    /// <param name="coverage">Share of the rows, above 0, at most 1.</param>
    public int Answered(double coverage) => Math.Clamp((int)Math.Ceiling(coverage * Risk.Count - 1e-9), 1, Risk.Count);

    /// <summary>Accuracy on the answered rows.</summary>
    /// <param name="coverage">Share of the rows, above 0, at most 1.</param>
    public double AccuracyAt(double coverage) => 1 - Risk[Answered(coverage) - 1];

    private static double[] Risks(bool[] right)
    {
        var risk = new double[right.Length];
        var wrong = 0;
        for (var k = 0; k < right.Length; k++)
        {
            if (!right[k]) { wrong++; }
            risk[k] = wrong / (k + 1.0);
        }
        return risk;
    }
}
