using DmlStudio.Explanations;
using DmlStudio.Records;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Queries;

/// <summary>The terminal averages over texts and the page looks at one; over one text both must say the same.</summary>
public class AgreementTests
{
    private static readonly string[] Methods =
        ["lime", "shap", "leave-one-out", "integrated-gradients", "gradient-x-input", "of-another-version", .. MethodKind.Special.Keys];

    public static TheoryData<string> EveryMethod => [.. Methods];

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void Of_EveryMethod_SaysTheSameInTheTerminalAndOnThePage(string method)
    {
        Explanation[] all = [Of("lime", 0.4, -0.1, 0.3), Of(method, 0.2, 0.1, -0.5) with { Profile = "other" }];
        var page = AgreementQuery.Of(all)
            .Select(p => (p.First.Replace('.', '/'), p.Second.Replace('.', '/'), p.Agreement.Spearman, p.Agreement.Signs, p.Agreement.Top))
            .ToArray();
        var terminal = AgreementTable.Of(all)
            .Select(r => (r.A, r.B, r.Undefined == 0 ? (double?)r.Spearman.Mean : null, r.Signs.Mean, r.Top.Mean)).ToArray();
        Assert.Equal(page, terminal);
        Assert.Equal(MethodKind.Of(method) is { HasSign: true, IsRow: true }, page.Length == 1);
    }

    [Fact]
    public void Of_PooledDirect_IsCompared()
    {
        Explanation[] all = [Of("lime", 0.4, -0.1, 0.3), Of("pooled-direct", 0.5, -0.2, 0.4)];
        Assert.Equal(1, AgreementQuery.Of(all).Single().Agreement.Spearman);
        Assert.Equal(1, AgreementTable.Of(all).Single().Spearman.Mean);
    }

    // Cut in another way, or with one word that both have seen: neither compares them, and neither fails.
    [Fact]
    public void Of_OtherWordsOrOneInCommon_AreLeftOutByBoth()
    {
        var lime = Of("lime", 0.4, -0.1, 0.3);
        var apart = lime with { Method = "shap", Words = [.. lime.Words.Take(2), new WordWeight(6, 9, 0.2)] };
        var unseen = lime with
        {
            Method = "shap",
            Words = [lime.Words[0], lime.Words[1] with { Weight = null }, lime.Words[2] with { Weight = null }]
        };
        foreach (var other in new[] { apart, unseen })
        {
            Assert.Empty(AgreementQuery.Of([lime, other]));
            Assert.Empty(AgreementTable.Of([lime, other]));
        }
    }

    private static Explanation Of(string method, params double[] weights) => new()
    {
        TextIndex = 0,
        Method = method,
        Profile = "",
        Target = "log-odds",
        Label = 0,
        Words = [.. weights.Select((w, i) => new WordWeight(3 * i, 3 * i + 2, w))],
        Intercept = 0,
        RSquared = null,
        NoiseFloor = 0,
        Kkt = 0,
        Settings = [],
        ValueAtText = 0,
        ValueAllAbsent = 0,
        ForwardPasses = 1,
    };
}
