namespace DmlStudio.Trainer.Losses;

/// <summary>A trained matrix of a loss: proxies, or centres, one per row.</summary>
/// <param name="Name">Name, such as <c>proxies</c>.</param>
/// <param name="Labels">Label of each row, [P].</param>
/// <param name="Dimension">Size D of a row.</param>
/// <param name="Initial">Values before the first step from a generator, [P · D].</param>
public sealed record LossParameter(string Name, int[] Labels, int Dimension, Func<Random, float[]> Initial);
