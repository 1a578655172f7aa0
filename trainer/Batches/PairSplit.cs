using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Batches;

/// <summary>The two texts of a pair that was tokenised together, each as a text of its own.</summary>
internal static class PairSplit
{
    /// <param name="pair">A tokenised pair.</param>
    /// <param name="special">The tokenizer's special tokens.</param>
    public static (TokenizedText First, TokenizedText Second) Of(TokenizedText pair, SpecialTokens special)
    {
        TokenizedText Side(int sequence)
        {
            int[] own = [.. Enumerable.Range(0, pair.Count).Where(t => pair.Sequence[t] == sequence)];
            // T5 opens with no token.
            int[] opening = special.ClsId == SpecialTokens.None ? [] : [special.ClsId];
            var count = opening.Length + own.Length + 1;
            return new TokenizedText([.. opening, .. own.Select(t => pair.Ids[t]), special.SepId], new int[count],
                [.. opening.Select(_ => -1), .. own.Select(_ => 0), -1],
                [.. opening.Select(_ => (0, 0)), .. own.Select(t => pair.Offsets[t]), (0, 0)], count);
        }
        return (Side(0), Side(1));
    }
}
