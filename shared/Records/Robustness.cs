namespace DmlStudio.Records;

/// <summary>How a run's predictions stand small edits of its held-out texts. An optional part of a run.</summary>
/// <param name="Rule">Inference rule that was asked.</param>
/// <param name="Texts">Held-out texts that were edited.</param>
/// <param name="Results">One for each edit.</param>
/// <param name="Flips">Every case whose prediction changed.</param>
/// <param name="Settings">How it was made: texts, seeds, seed.</param>
public sealed record Robustness(string Rule, int Texts, IReadOnlyList<PerturbationResult> Results, IReadOnlyList<PerturbedText> Flips,
    IReadOnlyList<SettingValue> Settings);
