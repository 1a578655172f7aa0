using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Cyclic coordinate descent with soft thresholds on a Gram matrix: minimises ½β'Gβ − c'β + α‖β‖₁ exactly.</summary>
/// <remarks>Friedman et al. 2010, covariance updates.</remarks>
internal static class LassoDescent
{
    private const int MostRounds = 20_000;

    /// <summary>Descends from the given coefficients until the optimality conditions hold to rounding.</summary>
    /// <param name="gram">G, [d, d].</param>
    /// <param name="correlation">c, [d].</param>
    /// <param name="beta">Start, and afterwards the solution, [d].</param>
    /// <param name="alpha">Penalty α.</param>
    /// <returns>The largest violation: |c − Gβ − α·sign β| on words in the model, (|c − Gβ| − α)₊ elsewhere.</returns>
    public static double Run(Matrix<double> gram, double[] correlation, double[] beta, double alpha)
    {
        var words = beta.Length;
        var columns = gram.ToColumnArrays();
        var slope = Slope();
        var enough = 1e-13 * Math.Max(1, correlation.Max(Math.Abs));
        for (var round = 0; round < MostRounds; round++)
        {
            var moved = false;
            for (var w = 0; w < words; w++)
            {
                var own = columns[w][w];
                if (own <= 0) { beta[w] = 0; continue; }
                var free = slope[w] + own * beta[w];
                var next = Math.Sign(free) * Math.Max(0, Math.Abs(free) - alpha) / own;
                var step = next - beta[w];
                if (step == 0) { continue; }
                moved = true;
                beta[w] = next;
                for (var a = 0; a < words; a++) { slope[a] -= columns[w][a] * step; }
            }
            if (!moved || Violation() <= enough) { break; }
        }
        slope = Slope();
        return Violation();

        double[] Slope()
        {
            var s = (double[])correlation.Clone();
            for (var b = 0; b < words; b++) { for (var a = 0; a < words; a++) { s[a] -= columns[b][a] * beta[b]; } }
            return s;
        }

        double Violation()
        {
            var worst = 0.0;
            for (var w = 0; w < words; w++)
            {
                if (columns[w][w] <= 0) { continue; }
                worst = Math.Max(worst, beta[w] == 0
                    ? Math.Max(0, Math.Abs(slope[w]) - alpha)
                    : Math.Abs(slope[w] - Math.Sign(beta[w]) * alpha));
            }
            return worst;
        }
    }
}
