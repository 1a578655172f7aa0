using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Batches;

/// <summary>The two texts of a pair that was tokenised together, each as a text of its own.</summary>
public static class PairSplit
{
    /// <summary>Splits.</summary>
    /// <param name="pair">A tokenised pair.</param>
    /// <param name="special">The tokenizer's special tokens.</param>
    public static (TokenizedText First, TokenizedText Second) Of(TokenizedText pair, SpecialTokens special)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(special);
        TokenizedText Side(int sequence)
        {
            int[] own = [.. Enumerable.Range(0, pair.Count).Where(t => pair.Sequence[t] == sequence)];
            return new TokenizedText([special.ClsId, .. own.Select(t => pair.Ids[t]), special.SepId], new int[own.Length + 2], [-1, .. own.Select(_ => 0), -1],
                [(0, 0), .. own.Select(t => pair.Offsets[t]), (0, 0)], own.Length + 2);
        }
        return (Side(0), Side(1));
    }
}
