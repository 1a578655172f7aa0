namespace DmlStudio.Trainer.Tokenizers.Models;

/// <summary>WordPiece: the longest piece from the left, again and again; a word that is not covered is unknown as a whole.</summary>
/// <remarks>Wu et al. 2016, arXiv:1609.08144; Devlin et al. 2019.</remarks>
/// <param name="ids">Pieces with their ids.</param>
/// <param name="unknown">Id of the unknown piece.</param>
/// <param name="continuing">What marks a piece that does not begin a word, such as <c>##</c>.</param>
/// <param name="longest">Words of more code points are unknown.</param>
internal sealed class WordPieceModel(Dictionary<string, int> ids, int unknown, string continuing, int longest) : IPieceModel
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly int _longestPiece = ids.Keys.Max(k => k.Length);

    public IReadOnlyDictionary<string, int> Ids => ids;

    public int Unknown => unknown;

    public (int Id, int Start, int End)[] Cut(string word)
    {
        if (word.EnumerateRunes().Count() > longest) { return [(unknown, 0, word.Length)]; }
        var found = new List<(int, int, int)>();
        var letters = new char[continuing.Length + word.Length];
        continuing.CopyTo(letters);
        word.CopyTo(0, letters, continuing.Length, word.Length);
        for (var at = 0; at < word.Length;)
        {
            var end = Math.Min(word.Length, at + _longestPiece);
            var id = -1;
            // A piece inside a word is looked up with its mark, which is written over what is read already.
            var marked = at == 0 ? 0 : continuing.Length;
            if (at > 0) { continuing.CopyTo(letters.AsSpan(at)); }
            for (; end > at && id < 0; end--)
            {
                var key = at == 0 ? letters.AsSpan(continuing.Length, end) : letters.AsSpan(at, marked + end - at);
                if (_lookup.TryGetValue(key, out var known)) { id = known; break; }
            }
            if (id < 0) { return [(unknown, 0, word.Length)]; }
            found.Add((id, at, end));
            at = end;
        }
        return [.. found];
    }
}
