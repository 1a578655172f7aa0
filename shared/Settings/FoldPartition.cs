namespace DmlStudio.Settings;

/// <summary>Who draws the folds.</summary>
public enum FoldPartition
{
    /// <summary>Our own source.</summary>
    Own,

    /// <summary>The published code: NumPy's shuffle with 42, scikit-learn's KFold with the seed.</summary>
    Published,
}
