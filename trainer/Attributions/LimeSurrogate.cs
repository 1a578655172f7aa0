using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Trainer.Attributions;

/// <summary>The weighted linear model that a LIME explanation is.</summary>
/// <param name="Coefficients">One per word.</param>
/// <param name="Intercept">Intercept.</param>
/// <param name="RSquared">Weighted R², null when the target does not vary.</param>
/// <param name="Kkt">Largest violation of the optimality conditions.</param>
/// <param name="NoiseFloor">1.96 standard errors (median word); 0 when all masks were enumerated.</param>
public sealed record LimeSurrogate(double[] Coefficients, double Intercept, double? RSquared, double Kkt, double NoiseFloor)
{
    /// <summary>Fits: a start from Microsoft.ML, then exact descent until the optimality conditions hold to 1e-12.</summary>
    /// <remarks>Scikit-learn semantics, explainability §2.2: Lasso (1/2)Σω r² + α‖β‖₁ with Σω = 1; Ridge Σw r² + α‖β‖².</remarks>
    /// <param name="sample">Masks with weights.</param>
    /// <param name="target">Target at each mask.</param>
    /// <param name="profile">Profile.</param>
    /// <param name="startWithSdca">Whether Microsoft.ML gives the start; without it the descent starts from zero.</param>
    public static LimeSurrogate Fit(MaskSampler sample, double[] target, LimeProfile profile, bool startWithSdca = true)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(profile);
        int rows = sample.Masks.Count, words = sample.Masks[0].Length;
        var total = sample.Weights.Sum();
        var share = sample.Weights.Select(w => w / total).ToArray();
        var mean = new double[words];
        double level = 0;
        for (var i = 0; i < rows; i++)
        {
            level += share[i] * target[i];
            for (var w = 0; w < words; w++) { mean[w] += sample.Masks[i][w] ? share[i] : 0; }
        }
        double[][] x = [.. sample.Masks.Select(m => m.Select((p, w) => (p ? 1 : 0) - mean[w]).ToArray())];
        double[] y = [.. target.Select(t => t - level)];
        var variance = y.Zip(share, (v, s) => v * v * s).Sum();
        if (variance <= 1e-24) { return new LimeSurrogate(new double[words], level, null, 0, 0); }

        var alpha = profile.Relative ? profile.Alpha * Math.Sqrt(variance) : profile.Alpha;
        // Gram matrix and correlations in the weights that sum to 1; a Ridge α is then α/Σw.
        var gram = Matrix<double>.Build.Dense(words, words);
        var correlation = Vector<double>.Build.Dense(words);
        for (var i = 0; i < rows; i++)
        {
            for (var a = 0; a < words; a++)
            {
                correlation[a] += share[i] * x[i][a] * y[i];
                for (var b = 0; b <= a; b++) { gram[a, b] += share[i] * x[i][a] * x[i][b]; }
            }
        }
        for (var a = 0; a < words; a++) { for (var b = 0; b < a; b++) { gram[b, a] = gram[a, b]; } }
        var beta = startWithSdca ? SdcaSolver.Fit(x, y, sample.Weights, profile.Lasso, alpha) : new double[words];
        double kkt;
        if (profile.Lasso) { kkt = Descend(gram, correlation, beta, alpha); }
        else
        {
            var ridge = gram + Matrix<double>.Build.DenseIdentity(words) * (alpha / total);
            var exact = ridge.Cholesky().Solve(correlation);
            kkt = (ridge * exact - correlation).AbsoluteMaximum();
            beta = exact.ToArray();
        }

        double residual = 0;
        double[] squares = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var off = y[i] - x[i].Zip(beta, (v, b) => v * b).Sum();
            squares[i] = off * off;
            residual += share[i] * squares[i];
        }
        return new LimeSurrogate(beta, level - mean.Zip(beta, (m, b) => m * b).Sum(), 1 - residual / variance, kkt,
            sample.Exact ? 0 : 1.96 * StandardError(gram, x, share, squares));
    }

    // Cyclic coordinate descent with soft thresholds; returns the largest violation of the optimality conditions.
    private static double Descend(Matrix<double> gram, Vector<double> correlation, double[] beta, double alpha)
    {
        var words = beta.Length;
        var slope = new double[words];   // correlation − gram·β
        for (var a = 0; a < words; a++) { for (var b = 0; b < words; b++) { slope[a] += gram[a, b] * -beta[b]; } slope[a] += correlation[a]; }
        double Violation() => Enumerable.Range(0, words).Max(w => gram[w, w] <= 0 ? 0 : beta[w] == 0 ? Math.Max(0, Math.Abs(slope[w]) - alpha) : Math.Abs(slope[w] - Math.Sign(beta[w]) * alpha));
        for (var round = 0; round < 20_000; round++)
        {
            for (var w = 0; w < words; w++)
            {
                if (gram[w, w] <= 0) { beta[w] = 0; continue; }
                var free = slope[w] + gram[w, w] * beta[w];
                var next = Math.Sign(free) * Math.Max(0, Math.Abs(free) - alpha) / gram[w, w];
                var step = next - beta[w];
                if (step == 0) { continue; }
                beta[w] = next;
                for (var a = 0; a < words; a++) { slope[a] -= gram[a, w] * step; }
            }
            if (Violation() <= 1e-13) { break; }
        }
        return Violation();
    }

    // Heteroscedasticity-robust (sandwich) standard errors of the unpenalised fit, median over the words.
    private static double StandardError(Matrix<double> gram, double[][] x, double[] share, double[] squares)
    {
        var words = gram.RowCount;
        var inverse = (gram + Matrix<double>.Build.DenseIdentity(words) * 1e-9).Inverse();
        var meat = Matrix<double>.Build.Dense(words, words);
        for (var i = 0; i < x.Length; i++)
        {
            var weight = share[i] * share[i] * squares[i];
            for (var a = 0; a < words; a++) { for (var b = 0; b < words; b++) { meat[a, b] += weight * x[i][a] * x[i][b]; } }
        }
        var errors = (inverse * meat * inverse).Diagonal().Select(v => Math.Sqrt(Math.Max(v, 0))).Order().ToArray();
        return errors[words / 2];
    }
}
