namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Ids of the special tokens, and how two texts stand together.</summary>
/// <param name="ClsId">First token of every text, or <see cref="None"/>: T5 opens with none.</param>
/// <param name="SepId">Closing token.</param>
/// <param name="UnknownId">Stands for what the vocabulary lacks.</param>
/// <param name="DoubleSeparator">RoBERTa: two separators between the texts of a pair.</param>
/// <param name="PairType">Token type of the second text: 1 in BERT, 0 in RoBERTa.</param>
internal sealed record SpecialTokens(
    int ClsId, int SepId, int PadId, int UnknownId, int MaskId, bool DoubleSeparator, int PairType)
{
    /// <summary>No such token.</summary>
    public const int None = -1;
}
