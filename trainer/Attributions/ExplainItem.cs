namespace DmlStudio.Trainer.Attributions;

/// <summary>A text to be explained.</summary>
/// <param name="TextIndex">Position in the corpus, −1 for a text of one's own.</param>
/// <param name="Id">Id of the text, from which its seeds come.</param>
/// <param name="Text">First text, whose words are explained.</param>
/// <param name="Pair">Second text, which stays as it is, or null.</param>
/// <param name="Gold">Its label, or −1.</param>
internal sealed record ExplainItem(int TextIndex, string Id, string Text, string? Pair, int Gold)
{
    /// <summary>A text of the corpus.</summary>
    public static ExplainItem Of(Datasets.Corpus corpus, int index)
    {
        var text = corpus.Texts[index];
        return new ExplainItem(index, text.Id, text.Text, text.Pair, text.Label);
    }

    /// <summary>A text of one's own.</summary>
    public static ExplainItem Own(string text) => new(-1, "own/" + text, text, null, -1);
}
