namespace DmlStudio.Settings;

/// <summary>Distance of the contrastive loss.</summary>
public enum ContrastiveDistance
{
    /// <summary>Euclidean, of unit vectors.</summary>
    Euclidean,

    /// <summary>The margins bound the cosine.</summary>
    Cosine,
}
