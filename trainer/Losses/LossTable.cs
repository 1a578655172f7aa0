using DmlStudio.Settings;

namespace DmlStudio.Trainer.Losses;

/// <summary>The one place where losses are registered.</summary>
public static class LossTable
{
    /// <summary>Metric-learning losses, in the order of the paper's family.</summary>
    public static IReadOnlyList<LossChoice> All { get; } =
    [
        new("soft-triple", "SoftTriple", "multi", typeof(SoftTripleSettings), "Qian et al. 2019", (s, c, d) => new SoftTripleLoss((SoftTripleSettings)s, c, d)),
        new("proxy-nca-original", "Proxy-NCA", "proxy", typeof(ProxyNcaOriginalSettings), "Movshovitz-Attias et al. 2017", (s, c, d) => ProxyNcaLoss.Original(((ProxyNcaOriginalSettings)s).Scale, c, d)),
        new("proxy-nca", "Proxy-NCA (softmax)", "proxy", typeof(ProxyNcaSettings), "Movshovitz-Attias et al. 2017, form of pytorch-metric-learning", (s, c, d) => ProxyNcaLoss.Softmax(((ProxyNcaSettings)s).Scale, c, d)),
        new("proxy-nca-pp", "Proxy-NCA++", "proxy", typeof(ProxyNcaPlusPlusSettings), "Teh et al. 2020", (s, c, d) => ProxyNcaLoss.Softmax(1 / ((ProxyNcaPlusPlusSettings)s).Temperature, c, d)),
        new("proxy-nca-dichotomies", "Proxy-NCA (two scales)", "proxy", typeof(ProxyNcaDichotomiesSettings), "dichotomies/proxy-nca", (s, c, d) => s is ProxyNcaDichotomiesSettings p ? new ProxyNcaLoss(p.ScaleX, p.ScaleP, false, p.LabelSmoothing, c, d) : throw new InvalidCastException()),
        new("proxy-anchor", "ProxyAnchor", "proxy", typeof(ProxyAnchorSettings), "Kim et al. 2020", (s, c, d) => new ProxyAnchorLoss((ProxyAnchorSettings)s, c, d)),
        new("n-pairs", "N-pairs", "pair", typeof(NPairsSettings), "Sohn 2016", (s, _, _) => new NPairsLoss((NPairsSettings)s)),
        new("triplet", "Triplet", "pair", typeof(TripletSettings), "Hermans et al. 2017", (s, _, _) => new TripletLoss((TripletSettings)s)),
        new("contrastive", "Contrastive", "pair", typeof(ContrastiveSettings), "Hadsell et al. 2006", (s, _, _) => new ContrastiveLoss((ContrastiveSettings)s)),
        new("multi-similarity", "Multi-similarity", "pair", typeof(MultiSimilaritySettings), "Wang et al. 2019", (s, _, _) => new MultiSimilarityLoss((MultiSimilaritySettings)s)),
        new("nt-xent", "NT-Xent", "pair", typeof(NtXentSettings), "Chen et al. 2020", (s, _, _) => new NtXentLoss((NtXentSettings)s)),
        new("circle", "Circle", "pair", typeof(CircleSettings), "Sun et al. 2020", (s, _, _) => new CircleLoss((CircleSettings)s)),
        new("sup-con", "SupCon", "sup", typeof(SupConSettings), "Khosla et al. 2020", (s, _, _) => new SupConLoss((SupConSettings)s)),
        new("e-sup-con", "ESupCon", "sup", typeof(ESupConSettings), "Aljundi et al. 2022, own reading", (s, c, d) => new ESupConLoss((ESupConSettings)s, c, d)),
        new("spce", "SPCE", "sup", typeof(SpceSettings), "Boudiaf et al. 2020, joint term our own", (s, c, d) => new SpceLoss((SpceSettings)s, c, d)),
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
