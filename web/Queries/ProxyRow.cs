using DmlStudio.Inference;
using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>One proxy (or centre) after training.</summary>
/// <param name="Index">Which proxy, from 0.</param>
/// <param name="Label">Its label.</param>
/// <param name="Load">Held-out texts whose nearest proxy it is.</param>
/// <param name="Expected">Held-out texts of its label by the number of the label's proxies.</param>
/// <param name="Own">Cosine to the nearest other proxy of its label; null when it is the only one.</param>
/// <param name="Other">Label of the nearest proxy of another label; null with one label.</param>
/// <param name="OtherCosine">Cosine to it.</param>
/// <param name="Moved">Cosine to where it began; null when that is not kept.</param>
public sealed record ProxyRow(int Index, string Label, int Load, double Expected, double? Own, string? Other, double? OtherCosine,
    double? Moved)
{
    /// <summary>Proxies of one label that are nearer than this are one.</summary>
    public const double MergedFrom = 0.99;

    /// <summary>No held-out text is nearest to it.</summary>
    public bool Dead => Load == 0;

    /// <summary>Fewer than a quarter of the texts one would expect.</summary>
    public bool Starved => !Dead && Load < Expected / 4;

    /// <summary>Another proxy of its label lies at the same place.</summary>
    public bool Merged => Own >= MergedFrom;

    /// <summary>Proxies of a run.</summary>
    /// <param name="labels">Label names.</param>
    public static IReadOnlyList<ProxyRow> Of(RunDetails details, IReadOnlyList<string> labels)
    {
        if (details.Proxies is not { Labels.Length: > 0 } proxies) { return []; }
        var d = proxies.Dimension;
        float[] end = Vectors.Normalised(proxies.End, d), start = proxies.Start.Length == proxies.End.Length
            ? Vectors.Normalised(proxies.Start, d)
            : [];
        var count = proxies.Labels.Length;
        double Cosine(float[] with, int i, int j) => Vectors.Dot(end.AsSpan(i * d, d), with.AsSpan(j * d, d));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var label = proxies.Labels[i];
            var own = Enumerable.Range(0, count).Where(j => j != i && proxies.Labels[j] == label).Select(j => (double?)Cosine(end, i, j))
                .Max();
            var other = Enumerable.Range(0, count).Where(j => proxies.Labels[j] != label)
                .Select(j => (Label: proxies.Labels[j], Cosine: Cosine(end, i, j))).DefaultIfEmpty((Label: -1, Cosine: 0.0))
                .MaxBy(j => j.Cosine);
            return new ProxyRow(i, labels[label], details.Space?.ProxyLoad.ElementAtOrDefault(i) ?? 0,
                details.Predictions.Gold.Count(g => g == label) / (double)proxies.Labels.Count(l => l == label), own,
                other.Label < 0 ? null : labels[other.Label], other.Label < 0
                    ? null
                    : other.Cosine, start.Length == 0
                    ? null
                    : Cosine(start, i, i));
        })];
    }
}
