namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A text as the encoder reads it; every array has one entry per token (T).</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="TypeIds">Token types: 0, or 1 for the second text of a BERT pair.</param>
/// <param name="Sequence">0 for the first text, 1 for the second, −1 for special tokens.</param>
/// <param name="Offsets">Span in the original text (UTF-16 code units, end exclusive); (0, 0) for special tokens.</param>
/// <param name="UntruncatedCount">Tokens there would be without a limit, special tokens included.</param>
internal sealed record TokenizedText(
    int[] Ids, int[] TypeIds, int[] Sequence, (int Start, int End)[] Offsets, int UntruncatedCount)
{
    /// <summary>Number of tokens.</summary>
    public int Count => Ids.Length;
}
