namespace DmlStudio.Trainer.Attributions;

/// <summary>A text to be explained.</summary>
/// <param name="TextIndex">Position in the corpus, −1 for a text of one's own.</param>
/// <param name="Id">Id of the text, from which its seeds come.</param>
/// <param name="Text">First text, whose words are explained.</param>
/// <param name="Pair">Second text, which stays as it is, or null.</param>
/// <param name="Gold">Its label, or −1.</param>
public sealed record ExplainItem(int TextIndex, string Id, string Text, string? Pair, int Gold)
{
    /// <summary>A text of the corpus.</summary>
    /// <param name="corpus">Corpus.</param>
    /// <param name="index">Position.</param>
    public static ExplainItem Of(Datasets.Corpus corpus, int index)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        var text = corpus.Texts[index];
        return new ExplainItem(index, text.Id, text.Text, text.Pair, text.Label);
    }

    /// <summary>A text of one's own.</summary>
    /// <param name="text">Text.</param>
    public static ExplainItem Own(string text) => new(-1, "own/" + text, text, null, -1);
}
