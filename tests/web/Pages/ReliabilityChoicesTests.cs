using Bunit;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Pages;

/// <summary>Which losses, draws and seeds the pages show, and what they say of an address that asks for others.</summary>
public sealed class ReliabilityChoicesTests : PageTest
{
    public ReliabilityChoicesTests() => Browser.Services.AddSingleton<RunShelf>().AddSingleton<SavedSlices>();

    /// <summary>The best loss of six is best once only, and would leave one draw to all.</summary>
    [Fact]
    public void Pages_NobodyChose_ShowTheBaselineAndTheBestThatHaveItsDraws()
    {
        (string, int)[] full = [("cce", 5), ("cce+sup-con", 8), ("cce+proxy-anchor", 6), ("cce+triplet", 7), ("recommended", 9)];
        foreach (var (loss, right) in full)
        {
            foreach (var draw in new[] { 0, 1 }) { SampleRuns.Add(Store, loss, draw, right); }
        }
        SampleRuns.Add(Store, "cce+n-pairs", 0, 10);
        var answer = new ReliabilityQuery(new ReliabilityView()).Ask(Browser.Services.GetRequiredService<RunShelf>());
        Assert.Equal(["cce", "cce+sup-con", "cce+triplet", "recommended"], answer.View.Losses);
        Assert.Equal([0, 1], answer.Draws);
    }

    [Fact]
    public void Pages_OfAnAddressWithTooManyLosses_SayHowManyAreLeftOut()
    {
        string[] losses = ["cce", .. Enumerable.Range(0, 14).Select(i => FormattableString.Invariant($"loss-{i:D2}"))];
        foreach (var loss in losses) { SampleRuns.Add(Store, loss, 0, 6); }
        var page = Open<ReliabilityCalibration>("/reliability/calibration?losses=" + string.Join(',', losses));
        Assert.Contains("8 losses are shown; 7 more of the address are left out.", page.Markup, StringComparison.Ordinal);
        // Its lists are of what it shows.
        Assert.All(page.FindAll("a[href*='/texts']"), a => Assert.Contains("losses=" + string.Join(',', losses[1..8]) + "&",
            a.GetAttribute("href"), StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll("a[href*='/texts']"));
        page = Open<ReliabilityCalibration>("/reliability/calibration?losses=" + string.Join(',', losses.Take(8)));
        Assert.DoesNotContain("more of the address", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_SameTextsInTwoRepetitions_AreTold()
    {
        Sample.Add("cce", 0, 6);
        Sample.Add("cce", 1, 7);
        Assert.Contains("10 of them stand there more than once", Open<ReliabilityDeciles>("/reliability").Find("p.basis").TextContent,
            StringComparison.Ordinal);
        Assert.Contains("10 held-out texts of toy in 1 draw", Open<ReliabilityDeciles>("/reliability?draws=1")
            .Find("p.basis").TextContent, StringComparison.Ordinal);
        Assert.Contains("Fewer than 30 texts: one moves a share by 10.0 points.", Open<ReliabilityDeciles>("/reliability?draws=1")
            .Find("p.basis").TextContent, StringComparison.Ordinal);
        var none = Open<ReliabilityDeciles>("/reliability?draws=9");
        Assert.Contains("have no finished repetition 9 in common; they share 0, 1.", none.Markup, StringComparison.Ordinal);
        Assert.Equal([("Each text once", "./reliability"), ("All draws", "./reliability?draws=all")],
            none.FindAll(".state a").Select(a => (a.TextContent, a.GetAttribute("href"))));
    }

    /// <summary>A link from another folder, or of other days, says what is not here, and the links of the page are without it.</summary>
    [Fact]
    public void Pages_OfAnAddressThatNamesWhatIsNotHere_SayEachAndLeaveItOutOfLinks()
    {
        Sample.Add("cce", 0, 6);
        Sample.Add("cce+proxy-anchor", 0, 8);
        (string Asked, string Line)[] lacking =
        [
            ("dataset=nope", "No finished run is of the dataset \"nope\"; toy is shown."),
            ("encoder=big", "No finished run of this dataset has the encoder \"big\"; tiny is shown."),
            ("shots=40", "No finished run of this dataset and encoder has 40 training texts; 20 are shown."),
            ("shots=many", "\"many\" is no number of training texts; the most are shown."),
            ("losses=triplet", "No finished run here has the loss \"triplet\"; the usual losses are shown."),
            ("losses=triplet,cce,circle", "No finished run here has the losses \"triplet\", \"circle\"; they are left out."),
            ("base=triplet", "No finished run here has the loss \"triplet\"; cce is the baseline."),
            ("rule=knn", "None of the chosen losses has the rule \"knn\"; each run's own is shown."),
            ("space=mine", "\"mine\" is no space of reference; that of the baseline is taken."),
            ("scaled=yes", "\"yes\" is neither true nor false; probabilities are not scaled."),
            ("draws=first", "\"first\" is no repetition, and not \"all\"; each text is shown once."),
            ("by=colour", "Texts are not grouped by \"colour\"; distance to mean embedding is shown."),
            ("bins=99", "\"99\" is no number of groups from 2 to 50; the usual number is shown."),
            ("of=triplet", "\"triplet\" is none of the chosen losses; another is looked at."),
            ("with=triplet", "\"triplet\" is none of the chosen losses; another is compared."),
        ];
        foreach (var (asked, line) in lacking)
        {
            var page = Open<ReliabilityDeciles>("/reliability?" + asked);
            Assert.Equal(line, Assert.Single(page.FindAll("p.note[role=status]")).TextContent);
            var value = asked[(asked.IndexOf('=') + 1)..].Split(',')[0];
            Assert.All(page.FindAll("nav.tabs a, .filters a, div.wide svg a"),
                a => Assert.DoesNotContain(value, a.GetAttribute("href"), StringComparison.Ordinal));
        }
        // What is there stays in the links, and nothing is said.
        var kept = Open<ReliabilityDeciles>("/reliability?dataset=toy&losses=triplet,cce");
        Assert.Equal("./reliability/labels?dataset=toy&losses=cce", kept.FindAll("nav.tabs a")[5].GetAttribute("href"));
        const string here = "dataset=toy&encoder=tiny&shots=20&losses=cce&base=cce&draws=all&bins=5&by=length";
        Assert.Empty(Open<ReliabilityDeciles>("/reliability?" + here).FindAll("p.note"));
    }

    /// <summary>Five draws of one seed hold every text out once; a later seed, of fewer draws, holds others out.</summary>
    [Fact]
    public void Draws_OfTwoSeeds_AreNotMixed()
    {
        foreach (var loss in new[] { "cce", "sup-con" })
        {
            foreach (var (seed, repetition, from) in Enumerable.Range(0, 5).Select(r => (1L, r, 2 * r)).Append((7L, 0, 4))
                .Append((7L, 1, 6)))
            {
                SampleRuns.Add(Store, loss, repetition, 6, seed: seed, testCount: 2,
                    summary: s => s with { FinishedAt = s.FinishedAt + 1000 * seed }, details: d => d with
                    {
                        Predictions = new Predictions([from, from + 1], [0, 1],
                            [new RulePredictions("head", [0, 1], [.9f, .1f, .2f, .8f])], new float[2], new float[2]),
                    });
            }
        }
        foreach (var draws in new string?[] { null, "all" })
        {
            var answer = new ReliabilityQuery(new ReliabilityView { Draws = draws }).Ask(Browser.Services.GetRequiredService<RunShelf>());
            Assert.Equal(Enumerable.Range(0, 10), answer.Rows!.TextIndex);
            Assert.Equal([1, 7], answer.Seeds);
            Assert.Equal([0, 1, 2, 3, 4], answer.Draws);
        }
        var basis = Seen(Open<ReliabilityDeciles>("/reliability").Find("p.basis"));
        Assert.Contains("10 held-out texts of toy in 5 draws", basis, StringComparison.Ordinal);
        Assert.Contains("The draws are those of seed 1; seed 7 holds out other texts and is left out.", basis, StringComparison.Ordinal);
    }
}
