namespace DmlStudio.Trainer.Attributions;

/// <summary>How a LIME profile draws its masks.</summary>
internal enum LimeSampling
{
    /// <summary>Each word stays with even chance.</summary>
    Fair,

    /// <summary>The number of words removed is uniform; the whole text comes first.</summary>
    UniformRemoved,

    /// <summary>Fair draws, each with its opposite; the whole text and the empty one come first.</summary>
    Antithetic,

    /// <summary>Antithetic pairs, each at most once, in rounds until the standard errors are small.</summary>
    AdaptivePairs,
}
