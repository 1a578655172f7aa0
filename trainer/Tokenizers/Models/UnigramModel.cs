namespace DmlStudio.Trainer.Tokenizers.Models;

/// <summary>SentencePiece's unigram model: a word is cut where the sum of its pieces' log-probabilities is largest.</summary>
/// <remarks>Kudo 2018, arXiv:1804.10959. What no piece covers is one unknown piece, ten below the least probable one
/// for each character.</remarks>
internal sealed class UnigramModel : IPieceModel
{
    private const double UnknownPenalty = 10;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly double[] _scores;
    private readonly int _longest;
    private readonly double _unknownScore;

    /// <summary>Takes a vocabulary.</summary>
    /// <param name="pieces">Pieces with their log-probabilities, in the order of their ids; none stands twice.</param>
    /// <param name="unknown">Id of the unknown piece.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int unknown)
    {
        Unknown = unknown;
        _ids = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        for (var i = 0; i < pieces.Count; i++) { _ids.Add(pieces[i].Piece, i); }
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _scores = [.. pieces.Select(p => p.Score)];
        _longest = pieces.Max(p => p.Piece.Length);
        _unknownScore = _scores.Min() - UnknownPenalty;
    }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public int Unknown { get; }

    // Viterbi over UTF-16 units; pieces are whole code points, so a cut never falls inside one.
    public (int Id, int Start, int End)[] Cut(string word)
    {
        var best = new (double Score, int From, int Id)[word.Length + 1];
        for (var i = 1; i < best.Length; i++) { best[i] = (0, -1, 0); }
        for (var at = 0; at < word.Length;)
        {
            var one = char.IsHighSurrogate(word[at]) && at + 1 < word.Length && char.IsLowSurrogate(word[at + 1]) ? 2 : 1;
            var covered = false;
            for (var length = 1; length <= Math.Min(_longest, word.Length - at); length++)
            {
                if (!_lookup.TryGetValue(word.AsSpan(at, length), out var id)) { continue; }
                Offer(at + length, best[at].Score + _scores[id], at, id);
                covered |= length == one;
            }
            if (!covered) { Offer(at + one, best[at].Score + _unknownScore, at, Unknown); }
            at += one;
        }
        var found = new List<(int Id, int Start, int End)>();
        for (var end = word.Length; end > 0; end = best[end].From)
        {
            var (_, from, id) = best[end];
            // Unknown pieces beside each other are one.
            if (id == Unknown && found.Count > 0 && found[^1].Id == Unknown) { found[^1] = (id, from, found[^1].End); }
            else { found.Add((id, from, end)); }
        }
        found.Reverse();
        return [.. found];

        void Offer(int end, double score, int from, int id)
        {
            if (best[end].From < 0 || score > best[end].Score) { best[end] = (score, from, id); }
        }
    }
}
