namespace DmlStudio.Settings;

/// <summary>Gradients that are compared.</summary>
public enum GramScope
{
    /// <summary>Of all weights.</summary>
    All,

    /// <summary>Of the last layer.</summary>
    LastLayer,

    /// <summary>With respect to the embeddings.</summary>
    Representation,
}
