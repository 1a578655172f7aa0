namespace DmlStudio.Trainer.Tokenizers;

/// <summary>A tokenizer that puts a prompt before the first text; its tokens cover nothing of the text.</summary>
internal sealed class PromptedTokenizer : TextTokenizer
{
    private readonly TextTokenizer _inner;

    /// <summary>Takes a prompt.</summary>
    /// <param name="inner">The tokenizer.</param>
    /// <param name="prompt">Put before every first text as it is, spaces included.</param>
    public static TextTokenizer Of(TextTokenizer inner, string prompt) =>
        prompt.Length == 0 ? inner : new PromptedTokenizer(inner, prompt) { Special = inner.Special, PairFault = inner.PairFault };

    private PromptedTokenizer(TextTokenizer inner, string prompt) => (_inner, Prompt) = (inner, prompt);

    /// <inheritdoc/>
    public override string Prompt { get; }

    /// <inheritdoc/>
    public override int VocabularySize => _inner.VocabularySize;

    /// <inheritdoc/>
    public override IReadOnlyList<Piece> Pieces(string text) => _inner.Pieces(text);

    /// <inheritdoc/>
    protected override IReadOnlyList<Piece> FirstPieces(string text)
    {
        var shift = Prompt.Length;
        return [.. _inner.Pieces(Prompt + text).Select(p => new Piece(p.Id, Math.Max(0, p.Start - shift), Math.Max(0, p.End - shift)))];
    }
}
