namespace DmlStudio.Settings;

/// <summary>Triplets that enter the loss.</summary>
public enum TripletStrategy
{
    /// <summary>Every triplet of the batch.</summary>
    All,

    /// <summary>Those whose negative is not farther than the positive by the miner's margin.</summary>
    Violating,

    /// <summary>Those whose negative is the nearer.</summary>
    Hard,

    /// <summary>Those that violate the margin and are not hard.</summary>
    [Word("semihard")]
    SemiHard,

    /// <summary>The farthest positive and the nearest negative of each anchor.</summary>
    BatchHard,

    /// <summary>The same as Sentence-Transformers has it: every row is an anchor.</summary>
    StBatchHard,

    /// <summary>For each pair the nearest negative beyond the positive, as Sentence-Transformers has it.</summary>
    StSemiHard,
}
