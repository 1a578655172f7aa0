namespace DmlStudio.Settings;

/// <summary>Start of label vectors.</summary>
public enum ClldStart
{
    /// <summary>Drawn at random.</summary>
    Drawn,

    /// <summary>The encoder's embeddings of the labels' names.</summary>
    Names,
}
