using System.Text.RegularExpressions;
using DmlStudio.Settings;

namespace DmlStudio.Tests.Shared.Settings;

public partial class ObjectiveInfoTests
{
    /// <summary>What the pages typeset; a formula that uses more would be shown as source text.</summary>
    private static readonly HashSet<string> Known =
    [
        "frac", "sum", "log", "exp", "max", "cos", "|", "hat", "tilde", "bar", "left", "right", "in", "neq", "cdot", "le", "ge", "text",
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
