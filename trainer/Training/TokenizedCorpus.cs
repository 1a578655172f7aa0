using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Training;

/// <summary>A corpus with its tokens for one encoder; every text is tokenised once for all runs.</summary>
internal sealed class TokenizedCorpus
{
    private readonly TokenizedText?[] _texts;
    private readonly int _maxLength;

    /// <summary>Prepares; texts are tokenised when they are first needed.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="maxLength">Most tokens.</param>
    public TokenizedCorpus(Corpus corpus, EncoderCheckpoint encoder, TextTokenizer tokenizer, int maxLength)
    {
        (Corpus, Encoder, Tokenizer) = (corpus, encoder, tokenizer);
        _maxLength = Math.Min(maxLength, encoder.Config.MaxTokens);
        _texts = new TokenizedText?[corpus.Texts.Count];
    }

    /// <summary>The corpus.</summary>
    public Corpus Corpus { get; }

    /// <summary>The encoder.</summary>
    public EncoderCheckpoint Encoder { get; }

    /// <summary>Its tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>The tokens of a text.</summary>
    /// <param name="index">Position in the corpus.</param>
    public TokenizedText this[int index] =>
        _texts[index] ??= Tokenizer.Encode(Corpus.Texts[index].Text, Corpus.Texts[index].Pair, _maxLength);

    /// <summary>The tokens of a changed text, such as a perturbed one.</summary>
    /// <param name="text">First text.</param>
    /// <param name="pair">Second text, or null.</param>
    public TokenizedText Encode(string text, string? pair) => Tokenizer.Encode(text, pair, _maxLength);

    /// <summary>The two texts of a pair, each as a text of its own.</summary>
    /// <param name="pair">A tokenised pair.</param>
    public (TokenizedText First, TokenizedText Second) Sides(TokenizedText pair) => PairSplit.Of(pair, Tokenizer.Special);
}
