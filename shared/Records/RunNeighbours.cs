namespace DmlStudio.Records;

/// <summary>What lies nearest to each held-out text in the embedding space of a run; texts in the order of its predictions (N).</summary>
/// <param name="Train">Position of each training text in the corpus, [n].</param>
/// <param name="Training">Nearest training texts, as indices into <paramref name="Train"/>; all of them for a few-shot sample.</param>
/// <param name="ProxyLabels">Label of each proxy or centre, [P]; empty without.</param>
/// <param name="Proxies">Nearest proxies, as indices into <paramref name="ProxyLabels"/>; null without.</param>
public sealed record RunNeighbours(int[] Train, NearestRows Training, int[] ProxyLabels, NearestRows? Proxies)
{
    /// <summary>Whether every training text is ranked.</summary>
    public bool Complete => Training.PerText == Train.Length;
}
