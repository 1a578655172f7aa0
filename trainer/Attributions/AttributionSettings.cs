using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Attributions;

/// <summary>Settings of the attribution methods; each is a flag of <c>explain</c>.</summary>
internal sealed record AttributionSettings
{
    /// <summary>Masks of LIME.</summary>
    [Setting("Masks of a LIME explanation at most; all are enumerated where that is no more", Min = 10, Max = 100000, Unit = "masks",
        Source = "Ribeiro et al. 2016, arXiv:1602.04938")]
    public int Masks { get; init; } = 1000;

    /// <summary>Standard error at which adaptive LIME stops.</summary>
    [Setting("Adaptive LIME stops when the largest standard error of a coefficient is below this share of the target's standard "
        + "deviation", Min = 1e-4, Max = 10, Source = "docs/speed.md")]
    public double LimeSe { get; init; } = 0.05;

    /// <summary>Solver of the surrogate.</summary>
    [Setting("Start of the surrogate: mlnet (Microsoft.ML's SDCA), or exact (descent from zero)",
        Source = "Shalev-Shwartz and Zhang 2013, arXiv:1209.1873")]
    public SurrogateSolver Solver { get; init; } = SurrogateSolver.MlNet;

    /// <summary>Coalitions of KernelSHAP.</summary>
    [Setting("Coalitions of KernelSHAP at most, 0 for 2·words + 2048", Min = 0, Max = 1e6, Unit = "coalitions",
        Source = "Lundberg and Lee 2017, arXiv:1705.07874")]
    public int Coalitions { get; init; }

    /// <summary>Nodes of integrated gradients.</summary>
    [Setting("Gauss-Legendre nodes of integrated gradients; doubled twice where the sum misses the change", Min = 2, Max = 1000,
        Unit = "nodes", Source = "Sundararajan et al. 2017, arXiv:1703.01365")]
    public int Nodes { get; init; } = 50;

    /// <summary>Draws of noise of max-sensitivity.</summary>
    [Setting("Draws of noise on the word embeddings by which the full judge measures max-sensitivity; each costs a method its passes "
        + "again", Min = 1, Max = 1000, Unit = "draws", Source = "Yeh et al. 2019, arXiv:1901.09392")]
    public int NoiseDraws { get; init; } = 10;

    /// <summary>Longest text whose interactions are worked out.</summary>
    [Setting("Most words of a text whose pairwise interactions are worked out (2^words passes)", Min = 2, Max = 16, Unit = "words")]
    public int InteractionWords { get; init; } = 10;

    /// <summary>Beam of the minimal deletion.</summary>
    [Setting("Sets of words kept per size by the search for a minimal deletion where not all can be tried", Min = 1, Max = 1000,
        Unit = "sets")]
    public int Beam { get; init; } = 8;

    /// <summary>Sets tried exhaustively.</summary>
    [Setting("Sets of words of one size that are all tried by the search for a minimal deletion", Min = 1, Max = 1e6, Unit = "sets")]
    public int Exhaustive { get; init; } = 1000;

    /// <summary>How words are taken away by LIME, KernelSHAP, interactions and minimal deletion.</summary>
    [Setting("How LIME, KernelSHAP, interactions and minimal deletion take words away: their tokens masked, or deleted", Source = "own")]
    public Absence Absence { get; init; } = Absence.Mask;

    /// <summary>One setting as it is stored with an explanation.</summary>
    internal static SettingValue Value(string method, string name, object value) => new(method, name, value switch
    {
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    }, "");
}
