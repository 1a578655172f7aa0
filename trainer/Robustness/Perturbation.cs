namespace DmlStudio.Trainer.Robustness;

/// <summary>One kind of edit of a text.</summary>
/// <param name="Name">Name, kebab-case.</param>
/// <param name="Title">As people read it.</param>
/// <param name="KeepsLabel">Whether the label must stay; false for edits that may change the meaning.</param>
/// <param name="ByChance">Whether it draws, so that several seeds make sense.</param>
/// <param name="Edit">Edits a text; gives the text itself when there is nothing to edit.</param>
internal sealed record Perturbation(string Name, string Title, string Group, bool KeepsLabel, bool ByChance,
    Func<string, Random, string> Edit);
