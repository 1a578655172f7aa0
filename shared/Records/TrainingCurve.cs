namespace DmlStudio.Records;

/// <summary>What was measured at every optimiser step; all arrays have one entry per step.</summary>
/// <param name="LearningRate">Learning rate of the encoder at the step.</param>
/// <param name="Loss">Combined loss that was minimised.</param>
/// <param name="Cce">Cross-entropy term, not weighted; NaN where the loss has none.</param>
/// <param name="Dml">Metric-learning term, not weighted; NaN where the loss has none.</param>
/// <param name="GradientNorm">Global gradient norm before clipping.</param>
public sealed record TrainingCurve(
    float[] LearningRate, float[] Loss, float[] Cce, float[] Dml, float[] GradientNorm)
{
    /// <summary>A curve without steps.</summary>
    public static TrainingCurve Empty { get; } = new([], [], [], [], []);

    /// <summary>Losses that had nothing to learn from at some of the steps; a run's summary keeps them, its curve's
    /// file does not.</summary>
    public IReadOnlyList<SkippedSteps> Skipped { get; init; } = [];

    /// <summary>Number of steps.</summary>
    public int Count => Loss.Length;
}
