namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>What becomes of the stretches at which a text is cut.</summary>
internal enum Delimiters
{
    /// <summary>They are left out.</summary>
    Removed,

    /// <summary>Each is a word.</summary>
    Isolated,

    /// <summary>Neighbours together are a word.</summary>
    Contiguous,

    /// <summary>They end the word before.</summary>
    MergedWithPrevious,

    /// <summary>They begin the word behind.</summary>
    MergedWithNext,
}
