using Bunit;
using DmlStudio.Records;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Pages;

public sealed class CompareTests : PageTest
{
    [Fact]
    public void TwoConfigurations_TellRepairedFromBroken()
    {
        // The same draw: CCE is wrong on texts 0 to 4, the other on texts 0 and 1.
        var a = SampleRuns.Add(Store, "cce", 0, 5);
        var b = SampleRuns.Add(Store, "cce+proxy-anchor", 0, 8, title: "CCE + ProxyAnchor",
            details: d => d with { Settings = [.. d.Settings, new("loss", "delta", "0.2", "0.1")] });
        var page = Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration));
        Assert.Equal("CCE + ProxyAnchor is 30.0 pp above CCE on toy, with too few repetitions for a verdict: it repairs 3 texts and "
            + "breaks 0", page.Find("h1").TextContent);
        Assert.Equal(["5", "0", "3", "2"], page.FindAll("table.quad td b").Select(Seen));
        // Exact McNemar on 3 against 0: 2/2³.
        Assert.Contains("p = 0.250", Seen(page.Find("table.quad + p")), StringComparison.Ordinal);
        Assert.Contains("2 of the 2 double errors name the same wrong label", Seen(page.Find("table.quad + p")), StringComparison.Ordinal);
        Assert.Equal(3, page.FindAll("#texts tbody tr").Count);
        Assert.Contains("loss, delta", Seen(page.FindAll("table")[2]), StringComparison.Ordinal);
        Assert.Contains("3 other settings are equal", page.Markup, StringComparison.Ordinal);

        var wrong = Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration, cell: "both-wrong"));
        Assert.Equal("2 texts that both get wrong", wrong.Find("#texts h2").TextContent);
        Assert.Contains(SampleStore.Hostile, wrong.Find("#texts").TextContent, StringComparison.Ordinal);
        Assert.Empty(wrong.FindAll("script"));
        // Swapped, what was repaired is broken.
        Assert.Contains("it repairs 0 texts and breaks 3", Open<Compare>(Addresses.Compare(b.Configuration, a.Configuration))
            .Find("h1").TextContent, StringComparison.Ordinal);
    }

    /// <summary>A run that was made before a setting could be set was made as its default says.</summary>
    [Theory]
    [InlineData("training", "1", 4)]
    [InlineData("training", "2", 3)]
    // The other loss truly has no such setting.
    [InlineData("loss", "1", 3)]
    public void SettingThatCameLater_AtItsDefault_IsEqual(string group, string value, int equal)
    {
        var a = SampleRuns.Add(Store, "cce", 0, 5);
        var b = SampleRuns.Add(Store, "cce+proxy-anchor", 0, 8,
            details: d => d with { Settings = [.. d.Settings, new(group, "later", value, "1")] });
        var page = Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration));
        Assert.Contains(FormattableString.Invariant($"{equal} other settings are equal"), page.Markup, StringComparison.Ordinal);
        Assert.Equal(equal == 3 && group == "training", page.Markup.Contains("Training settings differ too", StringComparison.Ordinal));
        Assert.Equal(equal == 3, page.Markup.Contains($"{group}, later", StringComparison.Ordinal));
        Assert.Equal(equal == 3, new CompareColumnsQuery($"{a.Configuration},{b.Configuration}", null, 1).Ask(Store)!.Settings
            .Any(s => s.Name == "later"));
    }

    [Fact]
    public void SettingOfOneLossThatCameLater_AtItsDefault_IsEqual()
    {
        var a = SampleRuns.Add(Store, "triplet", 0, 5);
        var b = SampleRuns.Add(Store, "triplet", 0, 8, variant: "new",
            details: d => d with { Settings = [.. d.Settings, new("loss", "later", "1", "1")] });
        Assert.Contains("4 other settings are equal", Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration)).Markup,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_OfOne_AreInTheSingular()
    {
        var (a, b) = (SampleRuns.Add(Store, "cce", 0, 5), SampleRuns.Add(Store, "triplet", 0, 6));
        var page = Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration));
        Assert.EndsWith("it repairs 1 text and breaks 0", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Contains("Paired over 1 shared draw, corrected", Seen(page.Find(".basis")), StringComparison.Ordinal);
        Assert.Equal("1 draw, paired", page.Find("table th").TextContent);
        Assert.Equal("1 text that B repairs: A is wrong, B is right", page.Find("#texts h2").TextContent);
        var columns = Open<CompareColumns>(Addresses.CompareColumns([a.Configuration, b.Configuration]));
        Assert.StartsWith("1 text on which they say", Seen(columns.Find("#texts h2")), StringComparison.Ordinal);
    }

    [Fact]
    public void NoSharedDraw_SaysNothingOfSettings()
    {
        var (a, b) = (SampleRuns.Add(Store, "cce", 0, 5), SampleRuns.Add(Store, "triplet", 0, 8, seed: 9));
        var page = Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration));
        Assert.Contains("share no draw", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("settings are equal", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("What was set differently?", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralDraws_CountEveryTextOnce()
    {
        RunSummary a = null!, b = null!;
        for (var r = 0; r < 3; r++)
        {
            a = SampleRuns.Add(Store, "cce", r, 5);
            b = SampleRuns.Add(Store, "cce+proxy-anchor", r, 8);
        }
        var page = Open<Compare>(Addresses.Compare(a.Configuration, b.Configuration));
        Assert.Contains("10 held-out texts, 2 labels, 20 training texts. Paired over 3 shared draws", Seen(page.Find(".basis")),
            StringComparison.Ordinal);
        Assert.Equal(3, page.FindAll("table").Single(t => t.TextContent.Contains("McNemar", StringComparison.Ordinal))
            .QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public void WithoutAChoice_TakesCceAndTheLatestThatSharesDraws()
    {
        SampleRuns.Add(Store, "cce", 0, 5);
        SampleRuns.Add(Store, "triplet", 0, 8, family: "pair", variant: "new");
        SampleRuns.Add(Store, "circle", 0, 8, family: "pair", seed: 9, variant: "newer");
        Assert.StartsWith("triplet is 30.0 pp above CCE", Open<Compare>(Addresses.Compare()).Find("h1").TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NothingShared_SaysWhatIsNeeded()
    {
        var run = SampleRuns.Add(Store, "cce", 0, 5);
        Assert.Contains("Nothing shares a draw with CCE on toy", Open<Compare>(Addresses.Compare(run.Configuration))
            .Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal("There is nothing to compare", Open<Compare>(Addresses.Compare("c-0", "<b>")).Find("h1").TextContent);
    }

    [Fact]
    public void EmptyStore_SaysSo() => Assert.Equal("No finished runs yet", Open<Compare>(Addresses.Compare()).Find("h1").TextContent);
}
