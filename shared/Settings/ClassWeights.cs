namespace DmlStudio.Settings;

/// <summary>Weights of the labels in cross-entropy.</summary>
public enum ClassWeights
{
    /// <summary>Every text counts alike.</summary>
    None,

    /// <summary>By the share of a label in the training texts: rare ones count more.</summary>
    Balanced,
}
