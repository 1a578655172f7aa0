using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Bunit;
using DmlStudio.Tests.Web.Pages;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Wording;

namespace DmlStudio.Tests.Web.Reports;

public sealed partial class ReportTests : PageTest
{
    [Fact]
    public async Task Html_FiftyConfigurations_NeedsNothingElseAndIsSmall()
    {
        foreach (var dataset in Enumerable.Range(0, 5))
        {
            foreach (var loss in Enumerable.Range(0, 10))
            {
                foreach (var repetition in Enumerable.Range(0, 3))
                {
                    SampleRuns.Add(Store, loss == 0 ? "cce" : FormattableString.Invariant($"cce+loss-{loss}"), repetition,
                        3 + (loss + repetition + dataset) % 6, FormattableString.Invariant($"set-{dataset}"), variant: "x");
                }
            }
        }
        var report = await new ReportMaker(Store, "sample", 0).Make();
        var html = HtmlReport.Of(report);
        Assert.True(html.Length < 2_000_000, FormattableString.Invariant($"{html.Length} bytes"));
        Assert.Contains("50 configurations", html, StringComparison.Ordinal);
        RequireAlone(html);
        // Every cell of the matrix is there: 10 losses on 5 datasets.
        Assert.Equal(50, new HtmlParser().ParseDocument(html).QuerySelectorAll("#results .matrix tbody td:not(.agg)").Length);
    }

    [Fact]
    public async Task Sections_HoldTheFiguresOfThePages()
    {
        Fill();
        var report = await new ReportMaker(Store, "sample", 2).Make();
        var document = new HtmlParser().ParseDocument(HtmlReport.Of(report));
        var results = Open<Results>("/?shots=20&encoder=tiny");
        Same(results.FindAll(".matrix td, .matrix th, #ranks td"), document.QuerySelectorAll("#results .matrix td, #results .matrix th, "
            + "#results figure:has(.fig-sub) td"));
        Assert.Equal(Seen(results.Find("h1")), Seen(document.QuerySelector("h1")!));
    }

    [Fact]
    public async Task PairedTests_AreThoseOfThePanel()
    {
        Fill();
        var report = await new ReportMaker(Store, "sample", 0).Make();
        var row = report.Sections.Single(s => s.Name == "tests").Tables[0].Rows[1];
        var panel = Open<Results>(Addresses.Results(loss: "cce+proxy-anchor", dataset: "toy"));
        var said = Seen(panel.Find("aside"));
        Assert.Equal(["CCE + ProxyAnchor", "toy"], row.Take(2));
        Assert.Contains(row[2] + " pp over CCE", said, StringComparison.Ordinal);
        Assert.Contains("95 % interval " + row[3], said, StringComparison.Ordinal);
        var lines = panel.FindAll("aside dt").Zip(panel.FindAll("aside dd"), (name, value) => $"{Seen(name)} {Seen(value)}").ToArray();
        Assert.Contains("p, this dataset " + row[6], lines);
        Assert.Contains("p, Holm over 1 dataset " + row[7], lines);
    }

    [Fact]
    public async Task Make_OneExperiment_TellsOfNoOther()
    {
        Fill();
        SampleRuns.Add(Store, "cce+secret", 0, 9, "elsewhere", experiment: "other");
        var html = HtmlReport.Of(await new ReportMaker(Store, "sample", 2).Make());
        Assert.DoesNotContain("secret", html, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", html, StringComparison.Ordinal);
        Assert.Contains("elsewhere", HtmlReport.Of(await new ReportMaker(Store, null, 2).Make()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_UnknownExperiment_SaysWhichThereAre()
    {
        Fill();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => new ReportMaker(Store, "nix", 2).Make());
        Assert.Equal($"There is no finished run of an experiment \"nix\" in {Store.Root}; expected one of sample.", error.Message);
    }

    [Fact]
    public async Task Texts_AreThereWhenAskedForAndStayTexts()
    {
        Fill();
        var with = HtmlReport.Of(await new ReportMaker(Store, "sample", 2).Make());
        RequireAlone(with);
        Assert.Contains("An explained text of toy", with, StringComparison.Ordinal);
        Assert.Empty(new HtmlParser().ParseDocument(with).QuerySelectorAll("script"));
        var without = HtmlReport.Of(await new ReportMaker(Store, "sample", 0).Make());
        Assert.DoesNotContain("An explained text", without, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleStore.Hostile[^8..], without, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_AreWholePicturesInResolvedColours()
    {
        Fill();
        var report = await new ReportMaker(Store, "sample", 2).Make();
        var files = ReportFormat.Files(report, "svg", "x");
        Assert.Contains(files, f => f.Name == "calibration-1.svg");
        foreach (var (name, text) in files)
        {
            var picture = XDocument.Parse(text).Root!;
            Assert.Equal((name, "svg"), (name, picture.Name.LocalName));
            Assert.DoesNotContain("var(", text, StringComparison.Ordinal);
            Assert.DoesNotContain("href", text, StringComparison.Ordinal);
            Assert.Contains(picture.Descendants(), e => e.Name.LocalName == "path");
        }
        // The lines of the picture are those of the page.
        using var watch = new DmlStudio.Store.StoreWatch(Store, TimeProvider.System);
        var page = await new PagePrinter(new RunShelf(Store), watch).Print("/reliability/calibration?dataset=toy");
        var drawn = files.Single(f => f.Name == "calibration-1.svg").Text;
        var lines = Line().Matches(page.Html[..page.Html.IndexOf("class=\"narrow\"", StringComparison.Ordinal)]);
        Assert.True(lines.Count > 3, $"{lines.Count} lines");
        Assert.All(lines, l => Assert.Contains(l.Value, drawn, StringComparison.Ordinal));
        Assert.Contains("CCE + ProxyAnchor", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_ForOtherTexts_HoldTheSameNumbers()
    {
        Fill();
        var report = await new ReportMaker(Store, "sample", 0).Make();
        var answer = new ResultsQuery("accuracy", "cce", null, null, null).Ask(Store);
        var mean = Num.Of(answer.Metric, answer.Rows.Single(r => r.Loss == "cce+proxy-anchor").Cells[0]!.Interval!.Mean);
        var markdown = ReportFormat.Files(report, "markdown", "r").Single();
        Assert.Equal("r.md", markdown.Name);
        Assert.Contains($"| CCE + ProxyAnchor | {mean} ±", markdown.Text, StringComparison.Ordinal);
        var latex = ReportFormat.Files(report, "latex", "r").Single().Text;
        Assert.Contains($"CCE + ProxyAnchor & {mean} $\\pm$", latex, StringComparison.Ordinal);
        Assert.Equal(latex.Split("\\toprule").Length, latex.Split("\\bottomrule").Length);
        var numbers = ReportFormat.Files(report, "csv", "r").Single(f => f.Name == "results-numbers.csv").Text;
        Assert.Equal(3, numbers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Throws<InvalidDataException>(() => ReportFormat.Files(report, "docx", "r"));
    }

    [Fact]
    public async Task Settings_SayWhatIsSharedAndHowToRepeat()
    {
        Fill();
        var report = await new ReportMaker(Store, "sample", 0).Make();
        var tables = report.Sections[^1].Tables.ToDictionary(t => t.Title);
        Assert.Contains(tables["Settings that all share"].Rows, r => r is ["training, steps", "3"]);
        Assert.Equal("dotnet run -c Release --project trainer -- run sample.yaml", tables["Commands"].Rows[1][2]);
        Assert.Equal(2, tables["Configurations"].Rows.Count - 1);
        Assert.Equal(DmlStudio.Store.DataVersion.Of(Store).Name, report.Version.Name);
    }

    private void Fill()
    {
        foreach (var repetition in Enumerable.Range(0, 4))
        {
            Sample.Add("cce", repetition, 4 + repetition % 2, explain: true, faith: repetition == 0);
            Sample.Add("cce+proxy-anchor", repetition, 7 + repetition % 3, explain: true);
        }
    }

    // Cells of both, as a reader sees them.
    private static void Same(IEnumerable<IElement> page, IEnumerable<IElement> report)
    {
        string[] seen = [.. page.Select(Seen)];
        Assert.True(seen.Length > 5, $"{seen.Length} cells");
        Assert.Equal(seen, report.Select(Seen));
    }

    private static void RequireAlone(string html)
    {
        Assert.DoesNotMatch(Outside(), html);
        var document = new HtmlParser().ParseDocument(html);
        Assert.All(document.QuerySelectorAll("[href]"), a =>
        {
            Assert.StartsWith("#", a.GetAttribute("href"), StringComparison.Ordinal);
            Assert.NotNull(document.GetElementById(a.GetAttribute("href")![1..]));
        });
        var ids = document.QuerySelectorAll("[id]").Select(e => e.Id).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Single(document.QuerySelectorAll("h1"));
        Assert.Empty(document.QuerySelectorAll("script, link, iframe, form, button, input, img"));
        // Whatever was opened is closed: the parser had nothing to mend.
        Assert.Equal(document.QuerySelectorAll("section.part").Length, document.QuerySelector("main")!.Children
            .Count(c => c.ClassList.Contains("part")));
    }

    [GeneratedRegex("https?:|//[a-z]|@import|url\\(|src=|srcset=", RegexOptions.IgnoreCase)]
    private static partial Regex Outside();

    [GeneratedRegex(" d=\"M[^\"]+\"")]
    private static partial Regex Line();
}
