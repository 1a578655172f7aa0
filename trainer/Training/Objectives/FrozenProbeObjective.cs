using DmlStudio.Trainer.Training.Networks;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Trains nothing: the rules of inference on the encoder as it comes.</summary>
internal sealed class FrozenProbeObjective : Objective
{
    /// <inheritdoc/>
    public override StepTerms Backward(RunNetwork model, int[] batch, int at) => new(0, float.NaN, float.NaN);
}
