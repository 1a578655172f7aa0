using System.Net;
using Bunit;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Pages;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Reports;
using DmlStudio.Web.StaticPages;

namespace DmlStudio.Tests.Web.Reports;

/// <summary>Where a configuration is pinned, headline, tables and files say gains over the same.</summary>
public sealed class PinnedReportTests : PageTest
{
    private const string Anchor = "CCE + ProxyAnchor";

    [Fact]
    public async Task Report_OfSeveralMatrices_HasOneBaselineInEach()
    {
        SampleRuns.Fill(Store, "toy");
        // In the other matrix the pinned loss has no runs; in the third there is no cross-entropy either.
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "cce", r, SampleRuns.Low[r], shots: 50);
            SampleRuns.Add(Store, "cce+triplet", r, SampleRuns.High[r], title: "CCE + Triplet", shots: 50);
            SampleRuns.Add(Store, "cce+triplet", r, SampleRuns.Low[r], title: "CCE + Triplet", shots: 8);
        }
        Pin();
        var report = await new ReportMaker(Store, null, 0).Make();
        foreach (var (name, baseline) in new[] { ("results", "CCE"), ("results-2", Anchor), ("results-3", "CCE + Triplet") })
        {
            var section = report.Sections.Single(s => s.Name == name);
            Assert.Contains(baseline, section.Finding, StringComparison.Ordinal);
            var matrix = section.Tables[0].Rows;
            Assert.Equal((name, baseline), (name, matrix.Single(r => r[^2] == "baseline")[0]));
        }
        Assert.Contains($"over {Anchor}", report.Sections.Single(s => s.Name == "tests-2").Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_WithoutRunsOfThePinnedLoss_SaySoAndCompareWithTheUsual()
    {
        SampleRuns.Fill(Store, "toy");
        for (var r = 0; r < 5; r++)
        {
            SampleRuns.Add(Store, "cce", r, SampleRuns.Low[r], shots: 50);
            SampleRuns.Add(Store, "cce+triplet", r, SampleRuns.High[r], title: "CCE + Triplet", shots: 50);
        }
        Pin();
        Assert.Contains(Anchor, Open<Results>("/?shots=20").Find("h1").TextContent, StringComparison.Ordinal);
        var page = Open<Results>("/?shots=50");
        Assert.StartsWith("CCE + Triplet gains most over CCE, ", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".note"), n => n.TextContent.StartsWith("The pinned configuration c-", StringComparison.Ordinal)
            && n.TextContent.EndsWith("has no finished run of its loss here; gains are over CCE.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StaticPages_AndTheirFiles_SayTheSame()
    {
        SampleRuns.Fill(Store, "toy");
        Pin();
        new NoteStore(Store).Add("configuration", Store.Runs()[0].Configuration, "tag", "odd", "Ada", DateTimeOffset.UnixEpoch);
        var folder = Directory.CreateTempSubdirectory("pinned-");
        foreach (var texts in new[] { true, false })
        {
            var place = Path.Combine(folder.FullName, texts ? "with" : "without");
            await new StaticFolder(Store, null, texts).Write(place, (_, _) => { });
            string Read(string file) =>
                WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(place, file.Replace('/', Path.DirectorySeparatorChar))));
            Assert.Contains($"No loss is above {Anchor}", Read("index.html"), StringComparison.Ordinal);
            Assert.Matches(@"(?m)^\| CCE \+ ProxyAnchor.*\| baseline \|", Read("export/results.md"));
            Assert.Equal(texts, Read("export/runs.csv").Contains(",odd,", StringComparison.Ordinal));
            Assert.Equal(texts, File.Exists(Path.Combine(place, "notes.html")));
            Assert.Equal(texts, Read("index.html").Contains(">Notes</a>", StringComparison.Ordinal));
        }
        folder.Delete(recursive: true);
    }

    private void Pin() => new NoteStore(Store).Add("configuration",
        Store.Runs().First(r => r is { Loss: "cce+proxy-anchor", Shots: 20 }).Configuration, "pin", "", "Ada", DateTimeOffset.UnixEpoch);
}
