using DmlStudio.Settings;

namespace DmlStudio.Trainer.Losses;

/// <summary>The one place where losses are registered.</summary>
public static class LossTable
{
    /// <summary>Metric-learning losses, in the order of the paper's family.</summary>
    public static IReadOnlyList<LossChoice> All { get; } =
    [
        new("soft-triple", "SoftTriple", "multi", typeof(SoftTripleSettings), "Qian et al. 2019", (s, c, d) => new SoftTripleLoss((SoftTripleSettings)s, c, d)),
        new("proxy-anchor", "ProxyAnchor", "proxy", typeof(ProxyAnchorSettings), "Kim et al. 2020", (s, c, d) => new ProxyAnchorLoss((ProxyAnchorSettings)s, c, d)),
        new("sup-con", "SupCon", "sup", typeof(SupConSettings), "Khosla et al. 2020", (s, _, _) => new SupConLoss((SupConSettings)s)),
    ];

    /// <summary>Reads a loss as it is written: <c>cce</c>, <c>proxy-anchor</c> or <c>cce+proxy-anchor</c>.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <returns>Whether cross-entropy is in it, and the metric-learning loss, or null.</returns>
    /// <exception cref="InvalidDataException">An unknown name.</exception>
    public static (bool CrossEntropy, LossChoice? Metric) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('+', StringSplitOptions.TrimEntries);
        var metrics = parts.Where(p => p != "cce").ToArray();
        if (metrics.Length > 1 || parts.Length - metrics.Length > 1) { throw Wrong(text); }
        return metrics.Length == 0
            ? (true, null)
            : (parts.Contains("cce"), All.FirstOrDefault(l => l.Key == metrics[0]) ?? throw Wrong(text));
    }

    /// <summary>Title as people read it, such as <c>CCE + ProxyAnchor</c>.</summary>
    /// <param name="text">A loss that <see cref="Parse"/> accepts.</param>
    public static string Title(string text) => Parse(text) switch
    {
        (_, null) => "CCE",
        (true, { } metric) => "CCE + " + metric.Title,
        (false, { } metric) => metric.Title,
    };

    private static InvalidDataException Wrong(string text) => new(
        $"Loss \"{text}\" is not known; expected cce, {string.Join(", ", All.Select(l => l.Key))}, or cce+ one of these.");
}
