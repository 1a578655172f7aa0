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
}
