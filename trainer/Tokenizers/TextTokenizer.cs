namespace DmlStudio.Trainer.Tokenizers;

/// <summary>From a text to token ids with spans of the original text; special tokens and the limit are added here.</summary>
internal abstract class TextTokenizer
{
    /// <summary>The special tokens and the shape of a pair.</summary>
    public required SpecialTokens Special { get; init; }

    /// <summary>Why the encoder reads no pairs, or null where it does.</summary>
    public string? PairFault { get; set; }

    /// <summary>Number of ids, one more than the largest.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The tokens of a text, without special tokens and without a limit.</summary>
    /// <param name="text">Any text.</param>
    public abstract IReadOnlyList<Piece> Pieces(string text);

    /// <summary>What stands before every first text; empty for nothing.</summary>
    public virtual string Prompt => "";

    /// <summary>The tokens of a first text, with what stands before it.</summary>
    /// <param name="text">Any text.</param>
    protected virtual IReadOnlyList<Piece> FirstPieces(string text) => Pieces(text);

    /// <summary>A text, or a pair, as the encoder reads it. What does not fit is cut, of a pair from the longer text;
    /// the closing special token stays.</summary>
    /// <param name="text">First text.</param>
    /// <param name="pair">Second text, or null.</param>
    /// <param name="maxLength">Most tokens, special tokens included.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit leaves no room for a token of each text.</exception>
    /// <exception cref="InvalidDataException">A pair, and the encoder reads none.</exception>
    public TokenizedText Encode(string text, string? pair, int maxLength)
    {
        if (pair is not null && PairFault is { } fault) { throw new InvalidDataException(fault); }
        var first = FirstPieces(text);
        var second = pair is null ? [] : Pieces(pair);
        var opens = Special.ClsId != SpecialTokens.None;
        var specials = (opens ? 1 : 0) + (pair is null ? 1 : Special.DoubleSeparator ? 3 : 2);
        var room = maxLength - specials;
        ArgumentOutOfRangeException.ThrowIfLessThan(room, pair is null ? 1 : 2, nameof(maxLength));
        int a = first.Count, b = second.Count;
        // Longest first: cut the longer to the shorter, then both alike.
        if (a + b > room)
        {
            if (a > b) { a = Math.Max(room - b, (room + 1) / 2); b = Math.Min(b, room - a); }
            else { b = Math.Max(room - a, room / 2); a = Math.Min(a, room - b); }
        }
        var count = a + b + specials;
        var tokens = new Builder(count);
        if (opens) { tokens.Add(Special.ClsId, 0, -1); }
        for (var i = 0; i < a; i++) { tokens.Add(first[i], 0, 0); }
        tokens.Add(Special.SepId, 0, -1);
        if (pair is not null)
        {
            if (Special.DoubleSeparator) { tokens.Add(Special.SepId, 0, -1); }
            for (var i = 0; i < b; i++) { tokens.Add(second[i], Special.PairType, 1); }
            tokens.Add(Special.SepId, Special.PairType, -1);
        }
        return new TokenizedText(tokens.Ids, tokens.Types, tokens.Sequence, tokens.Offsets, first.Count + second.Count + specials);
    }

    private sealed class Builder(int count)
    {
        private int _at;

        public int[] Ids { get; } = new int[count];

        public int[] Types { get; } = new int[count];

        public int[] Sequence { get; } = new int[count];

        public (int Start, int End)[] Offsets { get; } = new (int, int)[count];

        public void Add(int id, int type, int sequence) => Add(new Piece(id, 0, 0), type, sequence);

        public void Add(Piece piece, int type, int sequence)
        {
            Ids[_at] = piece.Id;
            Types[_at] = type;
            Sequence[_at] = sequence;
            Offsets[_at++] = (piece.Start, piece.End);
        }
    }
}
