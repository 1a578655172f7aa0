using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Trainer.Training;

/// <summary>A corpus with its tokens for one encoder, shared by all runs.</summary>
internal sealed class TokenizedCorpus
{
    private string? _reading;

    /// <summary>Prepares; texts are tokenised when they are first needed.</summary>
    /// <param name="source">The corpus.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="maxLength">Most tokens.</param>
    public TokenizedCorpus(Corpus source, EncoderCheckpoint encoder, TextTokenizer tokenizer, int maxLength)
    {
        (Source, Encoder, Tokenizer) = (source, encoder, tokenizer);
        Tokens = new CorpusTokens(source, tokenizer, Math.Min(maxLength, encoder.Config.MaxTokens));
    }

    /// <summary>The corpus: texts, labels, checksum.</summary>
    public Corpus Source { get; }

    /// <summary>The encoder.</summary>
    public EncoderCheckpoint Encoder { get; }

    /// <summary>Its tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>The tokens of its texts.</summary>
    public CorpusTokens Tokens { get; }

    /// <summary>How the encoder reads these texts (<see cref="EncoderReading"/>).</summary>
    public string Reading => _reading ??= EncoderReading.Of(Encoder.Config, Source.Texts.Count, Tokens.Of);

    /// <summary>The two texts of a pair, each as a text of its own.</summary>
    /// <param name="pair">A tokenised pair.</param>
    public (TokenizedText First, TokenizedText Second) Sides(TokenizedText pair) => PairSplit.Of(pair, Tokenizer.Special);
}
