namespace DmlStudio.Trainer.Tokenizers.Models;

/// <summary>How a word is cut into pieces of a vocabulary.</summary>
internal interface IPieceModel
{
    /// <summary>Pieces with their ids.</summary>
    IReadOnlyDictionary<string, int> Ids { get; }

    /// <summary>Id for what the vocabulary lacks, or <see cref="SpecialTokens.None"/>.</summary>
    int Unknown { get; }

    /// <summary>The pieces of a word, with their place in it (UTF-16 units).</summary>
    (int Id, int Start, int End)[] Cut(string word);
}
