using System.Collections.Concurrent;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>WordPiece with a checkpoint's own vocabulary; words are cut by Microsoft.ML.Tokenizers.</summary>
/// <remarks>Wu et al. 2016, arXiv:1609.08144; Devlin et al. 2019.</remarks>
public sealed class WordPieceTextTokenizer : TextTokenizer
{
    private const int LongestWord = 100;   // code points; longer words are unknown, as in the reference
    private readonly WordPieceTokenizer _pieces;
    private readonly BertNormalizer _normalizer;
    private readonly ConcurrentDictionary<string, (int Id, int Start, int End)[]> _words = new(StringComparer.Ordinal);

    /// <summary>Takes a vocabulary.</summary>
    /// <param name="vocabulary">Pieces in the order of their ids.</param>
    /// <param name="unknown">The unknown token, one of the pieces.</param>
    /// <param name="normalizer">Cleaning and word split.</param>
    public WordPieceTextTokenizer(IReadOnlyList<string> vocabulary, string unknown, BertNormalizer normalizer)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        VocabularySize = vocabulary.Count;
        _normalizer = normalizer;
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', vocabulary)));
        _pieces = WordPieceTokenizer.Create(lines, new WordPieceOptions { UnknownToken = unknown, MaxInputCharsPerWord = 4 * LongestWord });
    }

    /// <inheritdoc/>
    public override int VocabularySize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Piece> Pieces(string text)
    {
        var pieces = new List<Piece>();
        foreach (var word in _normalizer.Words(text))
        {
            foreach (var (id, start, end) in _words.GetOrAdd(word.Text, Cut))
            {
                pieces.Add(new Piece(id, word.Spans[start].Start, word.Spans[end - 1].End));
            }
        }
        return pieces;
    }

    private (int Id, int Start, int End)[] Cut(string word)
    {
        if (word.EnumerateRunes().Count() > LongestWord) { return [(Special.UnknownId, 0, word.Length)]; }
        var tokens = _pieces.EncodeToTokens(word, out _, considerPreTokenization: false, considerNormalization: false);
        return tokens.Count == 1 && tokens[0].Id == Special.UnknownId
            ? [(Special.UnknownId, 0, word.Length)]
            : [.. tokens.Select(t => (t.Id, t.Offset.Start.Value, t.Offset.End.Value))];
    }
}
