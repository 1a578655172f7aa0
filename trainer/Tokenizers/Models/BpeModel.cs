namespace DmlStudio.Trainer.Tokenizers.Models;

/// <summary>Byte-pair encoding: of all neighbours that may be merged the earliest learnt first, of equals the leftmost.</summary>
/// <remarks>Sennrich et al. 2016, arXiv:1508.07909; Radford et al. 2019 (GPT-2).</remarks>
/// <param name="ids">Pieces with their ids.</param>
/// <param name="merges">Rank and id of the merged piece, by the ids of two neighbours.</param>
/// <param name="unknown">Id for a character that is no piece; <see cref="SpecialTokens.None"/> leaves it out.</param>
/// <param name="wholeFirst">Whether a word that is a piece is taken whole, whatever the merges say.</param>
internal sealed class BpeModel(Dictionary<string, int> ids, IReadOnlyDictionary<(int Left, int Right), (int Rank, int Id)> merges,
    int unknown, bool wholeFirst) : IPieceModel
{
    public IReadOnlyDictionary<string, int> Ids => ids;

    public int Unknown => unknown;

    public (int Id, int Start, int End)[] Cut(string word)
    {
        if (wholeFirst && ids.TryGetValue(word, out var whole)) { return [(whole, 0, word.Length)]; }
        var symbols = Symbols(word);
        var waiting = new PriorityQueue<(int At, int Left, int Right), (int Rank, int At)>();
        void Offer(int at)
        {
            if (at < 0 || symbols[at].Next < 0) { return; }
            var (left, right) = (symbols[at].Id, symbols[symbols[at].Next].Id);
            if (merges.TryGetValue((left, right), out var merge)) { waiting.Enqueue((at, left, right), (merge.Rank, at)); }
        }
        for (var i = 0; i + 1 < symbols.Length; i++) { Offer(i); }
        while (waiting.TryDequeue(out var pair, out _))
        {
            var left = symbols[pair.At];
            // One of the two may have been merged with another in the meantime.
            if (left.Id != pair.Left || left.Next < 0 || symbols[left.Next].Id != pair.Right) { continue; }
            var right = symbols[left.Next];
            symbols[left.Next].Id = Gone;
            symbols[pair.At] = new Symbol(merges[(pair.Left, pair.Right)].Id, left.Start, right.End, left.Previous, right.Next);
            if (right.Next >= 0) { symbols[right.Next].Previous = pair.At; }
            Offer(left.Previous);
            Offer(pair.At);
        }
        return [.. symbols.Where(s => s.Id != Gone).Select(s => (s.Id, s.Start, s.End))];
    }

    private const int Gone = int.MinValue;

    private struct Symbol(int id, int start, int end, int previous, int next)
    {
        public int Id = id;
        public readonly int Start = start, End = end;
        public int Previous = previous;
        public readonly int Next = next;
    }

    private Symbol[] Symbols(string word)
    {
        var found = new List<(int Id, int Start, int End)>(word.Length);
        var at = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            var id = ids.TryGetValue(word[at..end], out var known) ? known : unknown;
            if (id != SpecialTokens.None) { found.Add((id, at, end)); }
            at = end;
        }
        return [.. found.Select((s, i) => new Symbol(s.Id, s.Start, s.End, i - 1, i + 1 < found.Count ? i + 1 : -1))];
    }
}
