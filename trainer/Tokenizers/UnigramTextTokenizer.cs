using System.Collections.Concurrent;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>SentencePiece's unigram model: a word is cut where the sum of its pieces' log-probabilities is largest.</summary>
/// <remarks>Kudo 2018, arXiv:1804.10959. Written ourselves because spans of the original text are needed. What no piece covers is one
/// unknown piece, ten below the least probable one for each character.</remarks>
public sealed class UnigramTextTokenizer : TextTokenizer
{
    private const char Space = '\u2581';
    private const double UnknownPenalty = 10;
    private readonly CharacterMap _map;
    private readonly bool _splitAtAnyWhiteSpace;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly double[] _scores;
    private readonly int _unknown;
    private readonly int _longest;
    private readonly double _unknownScore;
    private readonly ConcurrentDictionary<string, (int Id, int Start, int End)[]> _words = new(StringComparer.Ordinal);

    /// <summary>Takes a vocabulary.</summary>
    /// <param name="pieces">Pieces with their log-probabilities, in the order of their ids.</param>
    /// <param name="unknown">Id of the unknown piece.</param>
    /// <param name="characterMap">Compiled character map; empty for none.</param>
    /// <param name="splitAtAnyWhiteSpace">Whether words end at any white space; else at each space alone.</param>
    /// <param name="size">Number of ids, with those that stand outside the pieces.</param>
    /// <exception cref="InvalidDataException">The unknown id is no piece, or the character map is damaged.</exception>
    public UnigramTextTokenizer(IReadOnlyList<(string Piece, double Score)> pieces, int unknown, byte[] characterMap, bool splitAtAnyWhiteSpace, int size)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        if (unknown < 0 || unknown >= pieces.Count)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The tokenizer's unknown piece is {unknown}, expected one of its {pieces.Count} pieces. Copy the tokenizer files again."));
        }
        _map = new CharacterMap(characterMap);
        (_splitAtAnyWhiteSpace, _unknown, VocabularySize) = (splitAtAnyWhiteSpace, unknown, Math.Max(size, pieces.Count));
        var ids = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        for (var i = 0; i < pieces.Count; i++) { ids[pieces[i].Piece] = i; }
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _scores = [.. pieces.Select(p => p.Score)];
        _longest = pieces.Max(p => p.Piece.Length);
        _unknownScore = _scores.Min() - UnknownPenalty;
    }

    /// <inheritdoc/>
    public override int VocabularySize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Piece> Pieces(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = new List<Piece>();
        var letters = new StringBuilder();
        var spans = new List<(int Start, int End)>();
        var mapped = _map.Map(text);
        foreach (var (rune, start, end) in mapped)
        {
            if (_splitAtAnyWhiteSpace ? Rune.IsWhiteSpace(rune) : rune.Value == ' ')
            {
                Close(always: !_splitAtAnyWhiteSpace);
                continue;
            }
            letters.Append(rune.ToString());
            for (var i = 0; i < rune.Utf16SequenceLength; i++) { spans.Add((start, end)); }
        }
        Close(always: !_splitAtAnyWhiteSpace && mapped.Count > 0);
        return pieces;

        void Close(bool always)
        {
            if (letters.Length == 0 && !always) { return; }
            foreach (var (id, from, to) in _words.GetOrAdd(Space + letters.ToString(), Cut))
            {
                // The mark of the word's start has the span of the word's first character.
                (int Start, int End) Span(int unit) => spans.Count == 0 ? (0, 0) : spans[Math.Max(0, unit - 1)];
                pieces.Add(new Piece(id, Span(from).Start, Span(to - 1).End));
            }
            letters.Clear();
            spans.Clear();
        }
    }

    // Viterbi over UTF-16 units; pieces are whole code points, so a cut never falls inside one.
    private (int Id, int Start, int End)[] Cut(string word)
    {
        var best = new (double Score, int From, int Id)[word.Length + 1];
        for (var i = 1; i < best.Length; i++) { best[i] = (0, -1, 0); }
        for (var at = 0; at < word.Length;)
        {
            var one = char.IsHighSurrogate(word[at]) && at + 1 < word.Length && char.IsLowSurrogate(word[at + 1]) ? 2 : 1;
            var covered = false;
            for (var length = 1; length <= Math.Min(_longest, word.Length - at); length++)
            {
                if (!_ids.TryGetValue(word.AsSpan(at, length), out var id)) { continue; }
                Offer(at + length, best[at].Score + _scores[id], at, id);
                covered |= length == one;
            }
            if (!covered) { Offer(at + one, best[at].Score + _unknownScore, at, _unknown); }
            at += one;
        }
        var found = new List<(int Id, int Start, int End)>();
        for (var end = word.Length; end > 0; end = best[end].From)
        {
            var (_, from, id) = best[end];
            // Unknown pieces beside each other are one.
            if (id == _unknown && found.Count > 0 && found[^1].Id == _unknown) { found[^1] = (id, from, found[^1].End); }
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
