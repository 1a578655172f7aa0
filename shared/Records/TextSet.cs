namespace DmlStudio.Records;

/// <summary>The texts of one corpus, stored once for all runs on it.</summary>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Corpus">SHA-256 of texts and labels, hex.</param>
/// <param name="Labels">Label names.</param>
/// <param name="Texts">Texts in corpus order.</param>
public sealed record TextSet(
    string Dataset, string Corpus, IReadOnlyList<string> Labels, IReadOnlyList<TextRecord> Texts)
{
    /// <summary>Whether it holds pairs of texts.</summary>
    public bool HasPairs { get; } = Texts.Any(t => t.Pair is not null);
}
