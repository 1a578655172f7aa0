using System.Text;
using Microsoft.ML.Tokenizers;

namespace DmlStudio.Trainer.Tokenizers.Models;

/// <summary>WordPiece: the longest piece from the left, again and again; a word that is not covered is unknown as a whole. Words are cut
/// by Microsoft.ML.Tokenizers.</summary>
/// <remarks>Wu et al. 2016, arXiv:1609.08144; Devlin et al. 2019.</remarks>
internal sealed class WordPieceModel : IPieceModel
{
    private readonly WordPieceTokenizer _pieces;
    private readonly int[] _idOfLine;
    private readonly int _longest;

    /// <param name="ids">Pieces with their ids.</param>
    /// <param name="unknown">Id of the unknown piece.</param>
    /// <param name="continuing">What marks a piece that does not begin a word, such as <c>##</c>.</param>
    /// <param name="longest">Words of more code points are unknown.</param>
    public WordPieceModel(Dictionary<string, int> ids, int unknown, string continuing, int longest)
    {
        (Ids, Unknown, _longest) = (ids, unknown, longest);
        // The library reads one piece a line and gives it the number of its line. A piece that no line can hold is in no word either.
        var pieces = ids.Where(p => p.Value == unknown || Fits(p.Key)).OrderBy(p => p.Value).ToArray();
        _idOfLine = [.. pieces.Select(p => p.Value)];
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', pieces.Select(p => p.Key))));
        _pieces = WordPieceTokenizer.Create(lines, new WordPieceOptions
        {
            UnknownToken = pieces.First(p => p.Value == unknown).Key,
            ContinuingSubwordPrefix = continuing,
            // Counted in characters there, in code points here.
            MaxInputCharsPerWord = (int)Math.Clamp(4L * longest, 1, int.MaxValue),
        });
    }

    public IReadOnlyDictionary<string, int> Ids { get; }

    public int Unknown { get; }

    public (int Id, int Start, int End)[] Cut(string word)
    {
        if (word.Length == 0) { return []; }
        if (word.EnumerateRunes().Count() > _longest) { return [(Unknown, 0, word.Length)]; }
        var tokens = _pieces.EncodeToTokens(word, out _, considerPreTokenization: false, considerNormalization: false);
        return tokens.Count == 1 && _idOfLine[tokens[0].Id] == Unknown
            ? [(Unknown, 0, word.Length)]
            : [.. tokens.Select(t => (_idOfLine[t.Id], t.Offset.Start.Value, t.Offset.End.Value))];
    }

    // A lone surrogate is lost in UTF-8, and a mark of order at the start of the file is taken for one.
    private static bool Fits(string piece) => piece.Length > 0 && piece.AsSpan().IndexOfAny('\n', '\r') < 0 && piece[0] != '\uFEFF'
        && (!piece.Any(char.IsSurrogate) || !piece.EnumerateRunes().Contains(Rune.ReplacementChar));
}
