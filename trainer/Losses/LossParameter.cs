namespace DmlStudio.Losses;

/// <summary>A trained matrix of a loss: proxies, or centres, one per row; or a layer that belongs to the loss.</summary>
/// <param name="Name">Name, such as <c>proxies</c>.</param>
/// <param name="Labels">Label of each row, [P]; of a layer the rows' own numbers.</param>
/// <param name="Dimension">Size D of a row.</param>
/// <param name="Initial">Values before the first step from a generator, [P · D].</param>
public sealed record LossParameter(string Name, int[] Labels, int Dimension, Func<Random, float[]> Initial)
{
    /// <summary>Whether the rows are proxies or centres in the space of the embeddings, which decide, are drawn with the texts and may
    /// start at class means; false for layers, weights and label vectors.</summary>
    public bool Proxies { get; init; } = true;

    /// <summary>Whether it learns at the proxies' rate; false for a layer that learns at the encoder's.</summary>
    public bool Fast { get; init; } = true;

    /// <summary>A layer of a loss, [rows, columns], which learns at the encoder's rate.</summary>
    /// <param name="initial">Values before the first step from a generator, [rows · columns].</param>
    public static LossParameter Layer(string name, int rows, int columns, Func<Random, float[]> initial) =>
        new(name, [.. Enumerable.Range(0, rows)], columns, initial) { Proxies = false, Fast = false };
}
