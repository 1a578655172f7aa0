using DmlStudio.Statistics;

namespace DmlStudio.Web.Wording;

/// <summary>What a paired test says, as a mark and in words.</summary>
internal static class EvidenceText
{
    /// <summary>Mark of a verdict.</summary>
    public static string Mark(Evidence evidence) => evidence switch { Evidence.Found => "●", Evidence.NotFound => "○", _ => "–" };

    /// <summary>The verdict in words.</summary>
    public static string Words(Comparison comparison)
    {
        return comparison.Evidence switch
        {
            Evidence.Found => "evidence",
            Evidence.TooFew => FormattableString.Invariant(
                $"too few repetitions for a verdict ({comparison.Test.Count} of at least {CorrectedResampledT.FewestPairs})"),
            _ when comparison.Test.P is null => "no evidence: the draws do not vary, so nothing can be tested",
            _ => "no evidence",
        };
    }
}
