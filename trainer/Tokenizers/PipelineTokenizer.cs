using System.Collections.Concurrent;
using DmlStudio.Trainer.Tokenizers.Models;
using DmlStudio.Trainer.Tokenizers.Normalizers;
using DmlStudio.Trainer.Tokenizers.Splitters;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A tokenizer as Hugging Face describes one: added tokens found, the rest normalised, cut into words, and the
/// words into pieces.</summary>
internal sealed class PipelineTokenizer : TextTokenizer
{
    private const int MostRemembered = 1_000_000;
    private const int LongestRemembered = 200;
    private readonly AddedTokens _added;
    private readonly ISplitter? _splitter;
    private readonly IPieceModel _model;
    private readonly bool _spelt;
    private readonly ConcurrentDictionary<string, (int Id, int Start, int End)[]> _words = new(StringComparer.Ordinal);

    /// <summary>Puts the parts together.</summary>
    /// <param name="added">Tokens found in the text, ids of which stand beside those of the model.</param>
    /// <param name="normalizer">What changes the text, or null.</param>
    /// <param name="splitter">What cuts it into words, or null.</param>
    /// <param name="model">What cuts words into pieces.</param>
    public PipelineTokenizer(IReadOnlyList<AddedToken> added, INormalizer? normalizer, ISplitter? splitter, IPieceModel model)
    {
        (_splitter, _model, _spelt) = (splitter, model, model is BpeModel);
        _added = new AddedTokens(added, normalizer);
        VocabularySize = model.Ids.Values.Concat(added.Select(a => a.Id)).Max() + 1;
    }

    /// <inheritdoc/>
    public override int VocabularySize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Piece> Pieces(string text)
    {
        var pieces = new List<Piece>();
        foreach (var (part, id) in _added.Split(AlignedText.Of(text)))
        {
            if (id is { } added) { pieces.Add(Bare(added, part, text)); continue; }
            foreach (var word in _splitter is null ? [part] : _splitter.Split(part))
            {
                foreach (var (piece, from, to) in Cut(word.Text)) { pieces.Add(Placed(piece, word, from, to)); }
            }
        }
        return pieces;
    }

    private (int Id, int Start, int End)[] Cut(string word)
    {
        if (word.Length == 0) { return []; }
        if (_words.TryGetValue(word, out var known)) { return known; }
        var cut = _model.Cut(word);
        if (word.Length <= LongestRemembered && _words.Count < MostRemembered) { _words.TryAdd(word, cut); }
        return cut;
    }

    // Leading spaces do not count as part of the word; byte-level BPE spells them with a character of its own.
    private Piece Placed(int id, AlignedText word, int from, int to)
    {
        var end = word.Spans[to - 1].End;
        while (_spelt && from < to && word.Text[from] == ByteAlphabet.Space) { from++; }
        return new Piece(id, from < to ? word.Spans[from].Start : end, end);
    }

    // White space that an added token takes is no part of it.
    private static Piece Bare(int id, AlignedText part, string text)
    {
        var (start, end) = part.Span;
        while (start < end && char.IsWhiteSpace(text[start])) { start++; }
        while (end > start && char.IsWhiteSpace(text[end - 1])) { end--; }
        return new Piece(id, start, end);
    }
}
