namespace DmlStudio.Trainer.Attributions;

/// <summary>How a word is taken away.</summary>
internal enum Absence
{
    /// <summary>Its tokens become the mask token: the length and all positions stay.</summary>
    Mask,

    /// <summary>Its tokens are removed; the text is not tokenised again.</summary>
    Delete,
}
