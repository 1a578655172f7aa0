using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>The tokens of a corpus; every text is tokenised once, when it is first needed.</summary>
/// <param name="corpus">The corpus.</param>
/// <param name="tokenizer">What cuts its texts.</param>
/// <param name="longest">Most tokens of a text.</param>
internal sealed class CorpusTokens(Corpus corpus, TextTokenizer tokenizer, int longest)
{
    private readonly TokenizedText?[] _texts = new TokenizedText?[corpus.Texts.Count];

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Position in the corpus.</param>
    public TokenizedText Of(int text) => _texts[text] ??= Of(corpus.Texts[text].Text, corpus.Texts[text].Pair);

    /// <summary>The tokens of some texts, in their order.</summary>
    /// <param name="texts">Positions in the corpus.</param>
    public TokenizedText[] Of(IEnumerable<int> texts) => [.. texts.Select(Of)];

    /// <summary>The tokens of a text that is none of the corpus, such as a perturbed one.</summary>
    /// <param name="text">First text.</param>
    /// <param name="pair">Second text, or null.</param>
    public TokenizedText Of(string text, string? pair) => tokenizer.Encode(text, pair, longest);
}
