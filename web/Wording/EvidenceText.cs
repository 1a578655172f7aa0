using DmlStudio.Statistics;

namespace DmlStudio.Web.Wording;

/// <summary>What a paired test says, as a mark and in words.</summary>
internal static class EvidenceText
{
    /// <summary>Mark of a verdict.</summary>
    public static string Mark(Evidence evidence) => evidence switch { Evidence.Found => "●", Evidence.NotFound => "○", _ => "–" };

    /// <summary>What Wilcoxon's test says, and how little it can say: draws without a difference are dropped.</summary>
    /// <param name="comparison">A comparison of two draws or more.</param>
    public static string SecondOpinion(Comparison comparison)
    {
        var (wilcoxon, draws) = (comparison.Wilcoxon, comparison.Test.Count);
        if (wilcoxon.P is not { } p) { return "none: no draw differs"; }
        if (draws > WilcoxonSignedRank.ExactUpTo) { return "p by the normal approximation " + Num.P(p); }
        // Of n signs that all agree the two-sided p is 2/2ⁿ; from six on that is below 0.05.
        return "exact p " + Num.P(p) + (wilcoxon.NonZero >= 6 ? ""
            : $"; {Num.Count(wilcoxon.NonZero, "draw")}{(wilcoxon.NonZero == draws ? ""
                : wilcoxon.NonZero == 1 ? " that differs" : " that differ")} cannot give less than "
                + Num.P(Math.Pow(2, 1 - wilcoxon.NonZero)));
    }

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
