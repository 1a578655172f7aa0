using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace DmlStudio.Trainer.Attributions;

/// <summary>The weighted linear model that a LIME explanation is.</summary>
/// <param name="Coefficients">One per word.</param>
/// <param name="RSquared">Weighted R², null when the target does not vary.</param>
/// <param name="Kkt">Largest violation of the optimality conditions.</param>
/// <param name="StandardErrors">Standard errors of the unpenalised coefficients; 0 when all masks were enumerated, NaN
/// with too few masks.</param>
/// <param name="StartDeviation">Largest difference between the start by Microsoft.ML and the exact coefficients; null without it.</param>
internal sealed record LimeSurrogate(double[] Coefficients, double Intercept, double? RSquared, double Kkt, double[] StandardErrors,
    double? StartDeviation)
{
    /// <summary>1.96 standard errors of the median word; 0 when all masks were enumerated.</summary>
    public double NoiseFloor => 1.96 * StandardErrors.Order().ElementAt(StandardErrors.Length / 2);

    /// <summary>Whether there are enough masks for a start from Microsoft.ML.</summary>
    /// <param name="masks">Distinct masks.</param>
    /// <param name="words">Words d.</param>
    public static bool HasStart(int masks, int words) => masks >= 5 * words;

    /// <summary>Fits: a start from Microsoft.ML, then exact descent until the optimality conditions hold.</summary>
    /// <param name="sample">Masks with weights.</param>
    /// <param name="target">Target at each mask.</param>
    /// <param name="startWithSdca">Whether Microsoft.ML gives the start; without it the descent starts from zero.</param>
    public static LimeSurrogate Fit(MaskSampler sample, double[] target, LimeProfile profile, bool startWithSdca = true) =>
        Fit(new SurrogateDesign(sample), target, profile, startWithSdca);

    /// <summary>Fits on a design that other targets share.</summary>
    /// <remarks>Scikit-learn's semantics: Lasso (1/2)Σω r² + α‖β‖₁ with Σω = 1; Ridge Σw r² + α‖β‖². With fewer than five
    /// masks a word the start of Microsoft.ML is left out, as it can mislead.</remarks>
    /// <param name="design">Masks with weights.</param>
    /// <param name="target">Target at each mask.</param>
    /// <param name="startWithSdca">Whether Microsoft.ML gives the start.</param>
    /// <exception cref="InvalidDataException">A value of the target is not finite.</exception>
    public static LimeSurrogate Fit(SurrogateDesign design, double[] target, LimeProfile profile, bool startWithSdca = true)
    {
        if (Array.FindIndex(target, v => !double.IsFinite(v)) is var bad and >= 0)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The target is {target[bad]} at mask {bad}; expected a number. The model gives scores that are not numbers: look "
                        + $"at its training curve."));
        }
        var words = design.Words;
        var level = target.Zip(design.Share, (t, s) => t * s).Sum();
        double[] y = [.. target.Select(t => t - level)];
        var variance = y.Zip(design.Share, (v, s) => v * v * s).Sum();
        if (variance <= 1e-24 * Math.Max(1, level * level))
        {
            return new LimeSurrogate(new double[words], level, null, 0, new double[words], null);
        }
        var alpha = profile.Relative ? profile.Alpha * Math.Sqrt(variance) : profile.Alpha;
        var correlation = design.Correlation(y);
        double[]? start = startWithSdca && HasStart(design.Sample.Masks.Count, words)
            ? SdcaSolver.Fit(design.Centred, y, design.Sample.Weights, profile.Lasso, alpha)
            : null;
        var beta = (double[]?)start?.Clone() ?? new double[words];
        double kkt;
        if (profile.Lasso) { kkt = LassoDescent.Run(design.Gram, correlation, beta, alpha); }
        else
        {
            // In weights that sum to 1 a Ridge α is α/Σw.
            var ridge = design.Gram + Matrix<double>.Build.DenseIdentity(words) * (alpha / design.Total);
            var right = Vector<double>.Build.Dense(correlation);
            var exact = ridge.Cholesky().Solve(right);
            kkt = (ridge * exact - right).AbsoluteMaximum();
            beta = exact.ToArray();
        }
        var residual = design.Residuals(y, beta).Zip(design.Share, (r, s) => r * r * s).Sum();
        return new LimeSurrogate(beta, level - design.AtMean(beta), 1 - residual / variance, kkt, design.StandardErrors(y),
            start?.Zip(beta, (a, b) => Math.Abs(a - b)).Max());
    }
}
