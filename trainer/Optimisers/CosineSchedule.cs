namespace DmlStudio.Trainer.Optimisers;

/// <summary>Linear warm-up from 0, then half a cosine to 0; step 0 has rate 0, as in Hugging Face.</summary>
/// <param name="Warmup">Steps of warm-up.</param>
/// <param name="Total">Planned steps.</param>
/// <param name="LegacyPeriodic">Past the planned steps go on along the cosine, as the published code does; otherwise stay at 0.</param>
internal sealed record CosineSchedule(int Warmup, int Total, bool LegacyPeriodic = false)
{
    /// <summary>Share of the peak rate at a step.</summary>
    /// <param name="step">Step, from 0.</param>
    /// <returns>0..1.</returns>
    public double Factor(int step)
    {
        if (step < Warmup) { return (double)step / Warmup; }
        var progress = (step - Warmup) / (double)Math.Max(1, Total - Warmup);
        return progress > 1 && !LegacyPeriodic ? 0 : Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
