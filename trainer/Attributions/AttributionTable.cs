using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions.Methods;

namespace DmlStudio.Trainer.Attributions;

/// <summary>The one place where attribution methods are registered.</summary>
internal static class AttributionTable
{
    /// <summary>All methods; the first variant of each is what its bare name means.</summary>
    public static IReadOnlyList<AttributionChoice> All { get; } =
    [
        new("lime", "captum", "LIME, Captum's profile", "Ribeiro et al. 2016; Captum", new Lime(LimeProfile.Captum), Sampled: true),
        new("lime", "lime", "LIME, the original's profile", "Ribeiro et al. 2016", new Lime(LimeProfile.Lime), Sampled: true),
        new("lime", "dml", "LIME, local and relative", "own, after Ribeiro et al. 2016, arXiv:1602.04938", new Lime(LimeProfile.Dml),
            Sampled: true),
        new("lime", "adaptive", "LIME that stops when its errors are small", "own, docs/speed.md", new Lime(LimeProfile.Adaptive),
            Sampled: true),
        new("shap", "", "KernelSHAP", "Lundberg and Lee 2017", new KernelShap(), Sampled: true),
        new("leave-one-out", "mask", "Leave one word out, masked", "Li et al. 2016", new LeaveOneOut(Absence.Mask)),
        new("leave-one-out", "delete", "Leave one word out, deleted", "Li et al. 2016", new LeaveOneOut(Absence.Delete)),
        new("integrated-gradients", "pad", "Integrated gradients from padding", "Sundararajan et al. 2017",
            new IntegratedGradients("pad"), Gradients: true),
        new("integrated-gradients", "mask", "Integrated gradients from the mask token", "Sundararajan et al. 2017",
            new IntegratedGradients("mask"), Gradients: true),
        new("integrated-gradients", "zero", "Integrated gradients from zero", "Sundararajan et al. 2017", new IntegratedGradients("zero"),
            Gradients: true),
        new("gradient-x-input", "", "Gradient times input", "Shrikumar et al. 2017", new GradientTimesInput(), Gradients: true),
        new("saliency", "l2", "Length of the gradient", "Simonyan et al. 2014", new Saliency(squared: true), Gradients: true),
        new("saliency", "l1", "Sum of the absolute gradient", "Simonyan et al. 2014", new Saliency(squared: false), Gradients: true),
        new("pooled-direct", "", "Share of each token in the mean embedding", "own", new PooledDirect(), Gradients: true),
        new("attention-rollout", "", "Attention rollout", "Abnar and Zuidema 2020", new AttentionRollout(), Gradients: true),
        new("minimal-deletion", "", "Smallest deletion that changes the prediction", "own", new MinimalDeletion()),
        new("shapley-interactions", "", "Shapley interactions of pairs of words", "Grabisch and Roubens 1999", new ShapleyInteractions()),
    ];

    /// <summary>Methods by name: <c>lime/captum</c>, or <c>lime</c> for the first of its variants, or <c>lime/*</c> for
    /// all of them, or <c>all</c>.</summary>
    /// <param name="names">Names apart by commas.</param>
    /// <exception cref="InvalidDataException">An unknown name.</exception>
    public static IReadOnlyList<AttributionChoice> Parse(string names)
    {
        var found = new List<AttributionChoice>();
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            AttributionChoice[] some = name == "all" ? [.. All]
                : name.EndsWith("/*", StringComparison.Ordinal) ? [.. All.Where(m => m.Key == name[..^2])]
                : [.. All.Where(m => m.Name == name || m.Key == name).Take(1)];
            if (some.Length == 0)
            {
                throw new InvalidDataException(
                    SettingInfo.Unknown("methods", name, All.Select(m => m.Name).Concat(All.Select(m => m.Key)).Append("all").Distinct()));
            }
            found.AddRange(some.Where(m => !found.Contains(m)));
        }
        return found.Count > 0 ? found
            : throw new InvalidDataException(
                $"No method is named; expected one or more of {string.Join(", ", All.Select(m => m.Name))}, apart by commas.");
    }
}
