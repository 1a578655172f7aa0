namespace DmlStudio.Settings;

/// <summary>What a text is drawn to.</summary>
public enum ScalContrast
{
    /// <summary>Its perturbed copy alone, against the copies of the batch.</summary>
    Copy,

    /// <summary>All texts and copies of its label.</summary>
    Label,
}
