using DmlStudio.Settings;
using static DmlStudio.Losses.LossChoice;

namespace DmlStudio.Losses;

/// <summary>The one place where losses are registered.</summary>
public static class LossTable
{
    /// <summary>Metric-learning losses, in the order of the paper's family.</summary>
    public static IReadOnlyList<LossChoice> All { get; } =
    [
        Of<SoftTripleSettings>((s, c, d) => new SoftTripleLoss(s, c, d)),
        Of<TripleEntropySettings>((s, c, d) => new TripleEntropyLoss(s, c, d)),
        Of<ProxyNcaOriginalSettings>((s, c, d) => ProxyNcaLoss.Original(s.Scale, c, d)),
        Of<ProxyNcaSettings>((s, c, d) => ProxyNcaLoss.Softmax(s.Scale, c, d)),
        Of<ProxyNcaPlusPlusSettings>((s, c, d) => ProxyNcaLoss.Softmax(1 / s.Temperature, c, d, s.Start)),
        Of<ProxyNcaDichotomiesSettings>((s, c, d) => new ProxyNcaLoss(s.ScaleX, s.ScaleP, false, s.LabelSmoothing, c, d, s.Start)),
        Of<ProxyAnchorSettings>((s, c, d) => new ProxyAnchorLoss(s, c, d)),
        Of<NPairsSettings>((s, _, _) => new NPairsLoss(s)),
        Of<TripletSettings>((s, _, _) => new TripletLoss(s)),
        Of<ContrastiveSettings>((s, _, _) => new ContrastiveLoss(s)),
        Of<MultiSimilaritySettings>((s, _, _) => new MultiSimilarityLoss(s)),
        Of<NtXentSettings>((s, _, _) => new NtXentLoss(s)),
        Of<CircleSettings>((s, _, _) => new CircleLoss(s)),
        Of<SupConSettings>((s, _, _) => new SupConLoss(s)),
        Of<ESupConSettings>((s, c, d) => new ESupConLoss(s, c, d)),
        Of<SpceSettings>((s, c, d) => new SpceLoss(s, c, d)),
        Of<SupConViewsSettings>((s, _, _) => new SupConViewsLoss(s)),
        Of<SimCseSettings>((s, _, d) => new SimCseLoss(s, d)),
        Of<SimCseSupervisedSettings>((s, _, _) => new SimCseSupervisedLoss(s)),
        Of<NtXentViewsSettings>((s, _, _) => new NtXentViewsLoss(s)),
        Of<ClldSettings>((s, c, _) => new ClldLoss(s, c)),
        Of<PairContrastiveSettings>((s, _, _) => new PairContrastiveLoss(s)),
        Of<SbertCosineSettings>((s, _, _) => new SbertCosineLoss(s)),
        Of<SbertSoftmaxSettings>((s, _, d) => new SbertSoftmaxLoss(s, 2, d)),
        Of<SbertTripletSettings>((s, _, _) => new SbertTripletLoss(s)),
        Of<MultipleNegativesSettings>((s, _, _) => new MultipleNegativesLoss(s)),
        Of<PullSettings>((s, _, _) => new PullLoss(s)),
        Of<PushSettings>((s, _, _) => new PushLoss(s)),
    ];
}
