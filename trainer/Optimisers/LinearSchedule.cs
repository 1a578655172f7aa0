namespace DmlStudio.Trainer.Optimisers;

/// <summary>Linear warm-up from 0, then a straight line to 0 at the end, or level; as in Hugging Face.</summary>
/// <param name="Warmup">Steps of warm-up.</param>
/// <param name="Total">Planned steps.</param>
/// <param name="Level">Stays at the peak after warm-up.</param>
internal sealed record LinearSchedule(int Warmup, int Total, bool Level = false)
{
    /// <summary>Share of the peak rate at a step.</summary>
    /// <param name="step">Step, from 0.</param>
    /// <returns>0..1.</returns>
    public double Factor(int step) => step < Warmup ? (double)step / Warmup
        : Level ? 1 : Math.Max(0, (Total - step) / (double)Math.Max(1, Total - Warmup));
}
