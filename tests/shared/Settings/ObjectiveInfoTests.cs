using System.Text.RegularExpressions;
using DmlStudio.Settings;

namespace DmlStudio.Tests.Shared.Settings;

public partial class ObjectiveInfoTests
{
    /// <summary>What the pages typeset; a formula that uses more would be shown as source text.</summary>
    private static readonly HashSet<string> Known =
    [
        "frac", "sum", "log", "exp", "max", "cos", "|", "ell", "hat", "tilde", "bar", "left", "right", "in", "neq", "cdot", "le", "ge",
        "text",
        "alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "pi", "rho", "sigma", "tau", "omega",
    ];

    public static IEnumerable<object[]> Cards => ObjectiveInfo.All.Select(o => new object[] { o.Key });

    [Theory]
    [MemberData(nameof(Cards))]
    public void Formula_UsesTheSubsetThatIsTypeset(string key)
    {
        var formula = ObjectiveInfo.Find(key)!.Formula;
        Assert.All(Commands().Matches(formula).Select(m => m.Groups[1].Value), c => Assert.Contains(c, Known));
        Assert.Equal(formula.Count(c => c == '{'), formula.Count(c => c == '}'));
        Assert.Equal(Count(formula, @"\\left"), Count(formula, @"\\right"));
    }

    /// <summary>A similarity has many forms, with a temperature or without, so that a card says which it takes.</summary>
    [Theory]
    [MemberData(nameof(Cards))]
    public void Formula_WithASimilarity_SaysWhichItIs(string key)
    {
        var formula = ObjectiveInfo.Find(key)!.Formula;
        if (formula.Contains("s_{", StringComparison.Ordinal)) { Assert.Matches(@"s_\{[a-z]+\} = (\\frac\{)?\\cos", formula); }
    }

    /// <summary>Pairs of equal and of different labels count half each unless told, and the card shows what is done.</summary>
    [Theory]
    [MemberData(nameof(Cards))]
    public void Formula_OfBalancedPairs_HalvesBothKinds(string key)
    {
        var card = ObjectiveInfo.Find(key)!;
        if (card.Settings.All(s => s.Name != "balanced")) { return; }
        Assert.StartsWith(@"L = \frac{1}{2} \left( \frac{1}{|P|} \sum_{m \in P} \ell_m + \frac{1}{|N|} \sum_{m \in N} \ell_m \right)",
            card.Formula, StringComparison.Ordinal);
        Assert.Contains("P are the pairs of equal labels", card.Own, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public void Card_OwnDefinition_SaysWhatIsOwn(string key)
    {
        var card = ObjectiveInfo.Find(key)!;
        Assert.False(card.Evidence == "own" && card.Own.Length == 0, $"{key} is marked own without saying what of it is our own.");
    }

    [Fact]
    public void Settings_OfCrossEntropy_AreItsOwnAlone() =>
        Assert.Equal(["class-weights", "label-smoothing", "focal-gamma"], ObjectiveInfo.Find("cce")!.Settings.Select(s => s.Name));

    private static int Count(string text, string pattern) => Regex.Count(text, pattern + "(?![a-z])");

    [GeneratedRegex(@"\\([a-zA-Z]+|.)")]
    private static partial Regex Commands();
}
