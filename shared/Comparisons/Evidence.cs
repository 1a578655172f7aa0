namespace DmlStudio.Comparisons;

/// <summary>What a paired test allows to be said of a difference.</summary>
public enum Evidence
{
    /// <summary>Too few repetitions for a verdict; that is an answer.</summary>
    TooFew,

    /// <summary>The difference may be chance.</summary>
    NotFound,

    /// <summary>The corrected p is below the level.</summary>
    Found,
}
