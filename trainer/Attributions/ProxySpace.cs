using DmlStudio.Inference;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Proxies of the labels in the space of embeddings, by which similarities are explained.</summary>
internal sealed class ProxySpace
{
    private readonly float[] _unit;
    private readonly int _classes;

    /// <summary>Takes proxies over.</summary>
    /// <param name="proxies">Proxies, [P · H], not necessarily normalised.</param>
    /// <param name="labels">Label of each, [P]; every label of 0..C−1 that is explained has at least one.</param>
    /// <param name="classes">Number of labels C.</param>
    /// <param name="gamma">γ that relaxes the similarity to several proxies of a label; without meaning where each has one.</param>
    /// <param name="kind">What they are, such as <c>proxies</c> or <c>means of the training texts</c>.</param>
    public ProxySpace(float[] proxies, int[] labels, int classes, double gamma, string kind)
    {
        (Labels, _classes, Gamma, Kind) = (labels, classes, gamma, kind);
        Dimension = labels.Length == 0 ? 0 : proxies.Length / labels.Length;
        _unit = Vectors.Normalised(proxies, Math.Max(1, Dimension));
    }

    /// <summary>Label of each proxy.</summary>
    public int[] Labels { get; }

    /// <summary>γ of the relaxed similarity.</summary>
    public double Gamma { get; }

    /// <summary>What the proxies are.</summary>
    public string Kind { get; }

    /// <summary>Size H of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>A proxy of length one.</summary>
    public ReadOnlySpan<float> Unit(int proxy) => _unit.AsSpan(proxy * Dimension, Dimension);

    /// <summary>Cosine to every proxy; 0 for a zero embedding.</summary>
    /// <param name="embedding">[H].</param>
    /// <returns>[P].</returns>
    public double[] Similarities(float[] embedding)
    {
        var norm = Math.Max(Math.Sqrt(Vectors.Dot(embedding, embedding)), 1e-12);
        return [.. Labels.Select((_, p) => Vectors.Dot(embedding, Unit(p)) / norm)];
    }

    /// <summary>Similarity to every label: S_c = Σ_k softmax_k(s_ck/γ)·s_ck, or the cosine where a label has one proxy;
    /// NaN without one.</summary>
    /// <param name="embedding">[H].</param>
    /// <returns>[C].</returns>
    public double[] Classes(float[] embedding)
    {
        var all = Similarities(embedding);
        return [.. Enumerable.Range(0, _classes).Select(c =>
        {
            double[] own = [.. all.Where((_, p) => Labels[p] == c)];
            if (own.Length < 2) { return own.Length == 0 ? double.NaN : own[0]; }
            var top = own.Max();
            double[] weights = [.. own.Select(s => Math.Exp((s - top) / Gamma))];
            return own.Zip(weights, (s, w) => s * w).Sum() / weights.Sum();
        })];
    }
}
