namespace DmlStudio.Trainer.Encoders;

/// <summary>One trained tensor: where its values come from and how it is updated.</summary>
/// <param name="Initial">Values before the first step, row by row.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="LrMultiplier">Learning rate relative to the encoder's.</param>
/// <param name="Trained">False for a frozen tensor: it has no gradient and does not decay.</param>
internal sealed record ParameterSpec(string Name, long[] Shape, float[] Initial, bool Decays, double LrMultiplier = 1, bool Trained = true);
