using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>What lies nearest to a held-out text in the space of a run.</summary>
/// <param name="Place">Row of the text among the run's predictions.</param>
public sealed record NeighboursQuery(RunSummary Run, int Place)
{
    /// <summary>A training text.</summary>
    /// <param name="Cosine">Cosine to the text, −1..1.</param>
    public sealed record Item(TextRecord Text, double Cosine);

    /// <summary>A proxy or centre.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Label">Its label.</param>
    /// <param name="Cosine">Cosine to the text.</param>
    /// <param name="Load">Held-out texts whose nearest proxy it is.</param>
    public sealed record Proxy(int Number, int Label, double Cosine, int Load);

    /// <summary>The answer.</summary>
    /// <param name="Texts">Training texts, nearest first.</param>
    /// <param name="Of">Training texts in all.</param>
    /// <param name="Proxies">Proxies, nearest first; empty without.</param>
    public sealed record Answer(IReadOnlyList<Item> Texts, int Of, IReadOnlyList<Proxy> Proxies);

    /// <returns>Null when the run holds no neighbours (it was made before they were stored).</returns>
    public Answer? Ask(RunStore store)
    {
        if (Place < 0 || store.Neighbours(Run.Id) is not { } near || store.Texts(Run.Corpus) is not { } set) { return null; }
        var loads = near.Proxies is { } p
            ? Enumerable.Range(0, p.Index.Length / p.PerText).GroupBy(t => p.Index[t * p.PerText]).ToDictionary(g => g.Key, g => g.Count())
            : [];
        return new Answer([.. near.Training.Of(Place).Select(n => new Item(set.Texts[near.Train[n.Item]], n.Cosine))], near.Train.Length,
            near.Proxies is null ? []
                : [.. near.Proxies.Of(Place)
                    .Select(n => new Proxy(n.Item, near.ProxyLabels[n.Item], n.Cosine, loads.GetValueOrDefault(n.Item)))]);
    }
}
