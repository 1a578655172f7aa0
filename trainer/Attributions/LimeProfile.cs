namespace DmlStudio.Trainer.Attributions;

/// <summary>Sampler, kernel and surrogate of a LIME variant (Ribeiro et al. 2016, arXiv:1602.04938).</summary>
/// <param name="Sigma">Width σ of the kernel exp(−D²/(2σ²)), D = 1 − √(share of words kept).</param>
/// <param name="Lasso">Lasso, otherwise Ridge.</param>
/// <param name="Alpha">Penalty; for <paramref name="Relative"/> a share of the target's weighted standard deviation.</param>
/// <param name="Relative">Whether the penalty is relative.</param>
/// <param name="Sampling">How masks are drawn.</param>
internal sealed record LimeProfile(string Name, double Sigma, bool Lasso, double Alpha, bool Relative, LimeSampling Sampling)
{
    /// <summary>Captum's: independent fair draws, wide kernel, Lasso 0.01.</summary>
    public static LimeProfile Captum { get; } = new("captum", 1, true, 0.01, false, LimeSampling.Fair);

    /// <summary>The original's: uniform number of words removed, narrow kernel, Ridge 1.</summary>
    public static LimeProfile Lime { get; } = new("lime", 0.25, false, 1, false, LimeSampling.UniformRemoved);

    /// <summary>Ours: antithetic fair draws, narrow kernel, Lasso relative to the target's spread.</summary>
    public static LimeProfile Dml { get; } = new("dml", 0.25, true, 0.05, true, LimeSampling.Antithetic);

    /// <summary>Captum's kernel and surrogate on antithetic pairs, each at most once, until the standard errors are small.</summary>
    public static LimeProfile Adaptive { get; } = new("adaptive", 1, true, 0.01, false, LimeSampling.AdaptivePairs);

    /// <summary>The sampler in words, as it is stored.</summary>
    public string Sampler =>
        Sampling switch
        {
            LimeSampling.UniformRemoved => "uniform number removed",
            LimeSampling.Fair => "fair draws",
            _ => "fair antithetic pairs"
        };

    /// <summary>All profiles.</summary>
    public static IReadOnlyList<LimeProfile> All { get; } = [Captum, Lime, Dml, Adaptive];

    /// <summary>Kernel of a mask.</summary>
    /// <param name="mask">True = word present.</param>
    public double Kernel(bool[] mask)
    {
        var distance = 1 - Math.Sqrt(mask.Count(m => m) / (double)mask.Length);
        return Math.Exp(-distance * distance / (2 * Sigma * Sigma));
    }
}
