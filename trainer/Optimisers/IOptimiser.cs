namespace DmlStudio.Trainer.Optimisers;

/// <summary>From gradients to a step.</summary>
internal interface IOptimiser : IDisposable
{
    /// <summary>Product of the decay factors so far: what a row that never had a gradient has been scaled by.</summary>
    double UntouchedScale { get; }

    /// <summary>Clips the global gradient norm and updates all values.</summary>
    /// <param name="rate">Learning rate of multiplier 1.</param>
    /// <param name="clipNorm">Largest norm, 0 for no clipping.</param>
    /// <returns>Global gradient norm before clipping.</returns>
    double Update(double rate, double clipNorm);
}
