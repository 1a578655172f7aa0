using DmlStudio.Records;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Attributions;

/// <summary>An attribution method: from answers of a model about one text to weights of its words.</summary>
internal interface IAttributionMethod
{
    /// <summary>Masks that will be needed whatever the answers are, so that those of many texts can be read together.</summary>
    /// <param name="words">Words d of the text.</param>
    /// <param name="seed">Seed of the text.</param>
    IReadOnlyList<(bool[] Mask, Absence Absence)> Foreseen(int words, long seed, AttributionSettings settings) => [];

    /// <summary>Explains targets, all from the same answers.</summary>
    /// <param name="text">The model's answers about the text.</param>
    /// <returns>One attribution per target, or none where the method does not apply to the text.</returns>
    IReadOnlyList<Attribution> Explain(TextScores text, IReadOnlyList<ExplainTarget> targets, AttributionSettings settings);

    /// <summary>Whether a stored explanation by this method was made as settings ask; true where none of them concerns it.</summary>
    /// <param name="stored">The explanation.</param>
    /// <param name="words">Words d of its text.</param>
    /// <param name="seed">Seed of the text.</param>
    /// <param name="settings">What is asked.</param>
    bool IsSo(Explanation stored, int words, long seed, AttributionSettings settings) => true;

    /// <summary>A value that was stored with an explanation, or null.</summary>
    protected static string? Stored(Explanation explanation, string name) =>
        explanation.Settings.FirstOrDefault(s => s.Group == explanation.Method && s.Name == name)?.Value;

    /// <summary>Whether words were taken away as settings ask.</summary>
    protected static bool IsAbsentSo(Explanation explanation, AttributionSettings settings) =>
        explanation.Absence == settings.Absence.Word();

    /// <summary>Whether a value was stored as it is asked for.</summary>
    protected static bool IsStored(Explanation explanation, string name, object value) =>
        Stored(explanation, name) == AttributionSettings.Value(explanation.Method, name, value).Value;
}
