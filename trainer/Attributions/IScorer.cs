namespace DmlStudio.Trainer.Attributions;

/// <summary>A model on one text, asked with words taken away. Everything else about an attribution is pure.</summary>
internal interface IScorer
{
    /// <summary>Words d that can be taken away; at least 1.</summary>
    int Words { get; }

    /// <summary>Reads perturbed texts, in their order.</summary>
    /// <param name="masks">True = word present, [d] each.</param>
    /// <param name="absence">How absent words are taken away.</param>
    IReadOnlyList<ModelOutput> Score(IReadOnlyList<bool[]> masks, Absence absence);
}
