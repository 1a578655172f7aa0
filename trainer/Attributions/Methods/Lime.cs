using DmlStudio.Records;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Attributions.Methods;

/// <summary>LIME: a weighted sparse linear model of the target over texts with words taken away.</summary>
/// <remarks>Ribeiro et al. 2016, arXiv:1602.04938. The adaptive profile draws antithetic pairs in
/// rounds and stops when the standard errors of the coefficients are below a stated share of the target's standard deviation.</remarks>
internal sealed class Lime(LimeProfile profile) : IAttributionMethod
{
    private const int Enumerable = 256;

    /// <inheritdoc/>
    public IReadOnlyList<(bool[] Mask, Absence Absence)> Foreseen(int words, long seed, AttributionSettings settings)
    {
        var sample = profile.Sampling == LimeSampling.AdaptivePairs
            ? Draw(words, seed, settings, First(words, settings))
            : Draw(words, seed, settings, settings.Masks);
        return [.. sample.Masks.Append(new bool[words]).Select(m => (m, settings.Absence))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings)
    {
        var count = profile.Sampling == LimeSampling.AdaptivePairs ? First(text.Words, settings) : settings.Masks;
        while (true)
        {
            var sample = Draw(text.Words, text.Seed, settings, count);
            var design = new SurrogateDesign(sample);
            double[][] values = [.. targets.Select(t => text.Values(sample.Masks, settings.Absence, t))];
            if (profile.Sampling == LimeSampling.AdaptivePairs && !sample.Exact && count < settings.Masks)
            {
                var error = values.Max(v => RelativeError(design, v));
                if (error > settings.LimeSe)
                {
                    // Errors fall with the root of the number: as far as that says, at least by a quarter, at most to twice.
                    var needed = double.IsFinite(error) ? count * Math.Pow(error / settings.LimeSe, 2) : 2 * count;
                    count = (int)Math.Min(settings.Masks, Math.Clamp(needed, 1.25 * count, 2.0 * count)) / 2 * 2;
                    continue;
                }
            }
            return [.. targets.Select((t, i) => Fit(design, values[i], t, settings))];
        }
    }

    /// <inheritdoc/>
    public bool IsSo(Explanation stored, int words, long seed, AttributionSettings settings)
    {
        // A start is made where there are enough masks and the target varies, whatever is asked.
        var started = settings.Solver == SurrogateSolver.MlNet && LimeSurrogate.HasStart(stored.ForwardPasses, words)
            && stored.RSquared is not null;
        return IAttributionMethod.IsAbsentSo(stored, settings) && IAttributionMethod.IsStored(stored, "masks", settings.Masks)
            && IAttributionMethod.IsStored(stored, "solver", SolverWords(started))
            && (profile.Sampling != LimeSampling.AdaptivePairs || IAttributionMethod.IsStored(stored, "lime-se", settings.LimeSe));
    }

    private static string SolverWords(bool started) => started ? "Microsoft.ML SDCA, then exact descent" : "exact descent";

    private Attribution Fit(SurrogateDesign design, double[] values, ExplainTarget target, AttributionSettings settings)
    {
        var fit = LimeSurrogate.Fit(design, values, profile, settings.Solver == SurrogateSolver.MlNet);
        var adaptive = profile.Sampling == LimeSampling.AdaptivePairs;
        return new Attribution(target, fit.Coefficients)
        {
            Absence = settings.Absence,
            StandardErrors = fit.StandardErrors,
            Intercept = fit.Intercept,
            RSquared = fit.RSquared,
            Kkt = fit.Kkt,
            NoiseFloor = double.IsNaN(fit.NoiseFloor) ? 0 : fit.NoiseFloor,
            ForwardPasses = design.Sample.Masks.Count,
            Warning = double.IsNaN(fit.NoiseFloor) ? "Too few masks for standard errors: expected more than words + 1." : null,
            Settings =
            [
                new("lime", "profile", profile.Name, "captum"),
                AttributionSettings.Value("lime", "masks", settings.Masks),
                AttributionSettings.Value("lime", "sampler", design.Sample.Exact ? "all masks" : profile.Sampler),
                AttributionSettings.Value("lime", "sigma", profile.Sigma),
                AttributionSettings.Value("lime", "surrogate", profile.Lasso ? "lasso" : "ridge"),
                AttributionSettings.Value("lime", "alpha",
                    FormattableString.Invariant($"{profile.Alpha}{(profile.Relative ? " relative" : "")}")),
                AttributionSettings.Value("lime", "solver", SolverWords(fit.StartDeviation is not null)),
                .. fit.StartDeviation is { } deviation ? new[] { AttributionSettings.Value("lime", "sdca-deviation", deviation) } : [],
                .. adaptive ? new[] { AttributionSettings.Value("lime", "lime-se", settings.LimeSe),
                    AttributionSettings.Value("lime", "reached-se", RelativeError(design, values)) } : [],
            ],
        };
    }

    // The largest standard error as a share of the target's standard deviation; 0 for a constant target.
    internal static double RelativeError(SurrogateDesign design, double[] values)
    {
        var level = values.Zip(design.Share, (v, s) => v * s).Sum();
        double[] y = [.. values.Select(v => v - level)];
        var spread = Math.Sqrt(y.Zip(design.Share, (v, s) => v * v * s).Sum());
        if (spread <= 1e-12) { return 0; }
        var errors = design.StandardErrors(y);
        return errors.Any(double.IsNaN) ? double.PositiveInfinity : errors.Max() / spread;
    }

    private MaskSampler Draw(int words, long seed, AttributionSettings settings, int count)
    {
        var random = Seeds.Source(seed, "lime/" + profile.Name);
        if (profile.Sampling != LimeSampling.AdaptivePairs) { return MaskSampler.Draw(profile, words, count, random); }
        return words < 31 && 1L << words <= Math.Min(Enumerable, settings.Masks)
            ? MaskSampler.Enumerate(profile, words, settings.Masks)
            : MaskSampler.Pairs(profile, words, count, random);
    }

    // Enough for errors to mean something: twice as many pairs as coefficients.
    private static int First(int words, AttributionSettings settings) => Math.Min(settings.Masks, Math.Max(64, 4 * (words + 1))) / 2 * 2;
}
