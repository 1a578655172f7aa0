namespace DmlStudio.Trainer.Encoders;

/// <summary>A stretch of the flat buffers that is updated alike.</summary>
/// <param name="Start">First value.</param>
/// <param name="Count">Number of values.</param>
/// <param name="LrMultiplier">Learning rate relative to the encoder's.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="Trained">False for frozen values.</param>
internal sealed record ParameterSegment(long Start, long Count, double LrMultiplier, bool Decays, bool Trained = true);
