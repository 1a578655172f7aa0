using Bunit;
using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

public sealed class NotesTests : PageTest
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Runs_FilteredByAMark_ShowWhatHasIt()
    {
        var (marked, other) = (Sample.Add("cce", 0, 5), Sample.Add("cce+proxy-anchor", 0, 8));
        var notes = new NoteStore(Store);
        notes.Add("run", marked.Id, "star", "", "Ada", Noon);
        notes.Add("configuration", other.Configuration, "tag", "odd", "Ada", Noon);
        Assert.Equal(2, Open<DmlStudio.Web.Pages.Runs>("/runs").FindAll("tr.cfg").Count);
        Assert.Contains("★", Seen(Open<DmlStudio.Web.Pages.Runs>("/runs?open=" + marked.Configuration).Find("tr.sub")),
            StringComparison.Ordinal);
        Assert.Contains(marked.Configuration, Seen(Open<DmlStudio.Web.Pages.Runs>("/runs?noted=starred").FindAll("tr.cfg").Single()),
            StringComparison.Ordinal);
        Assert.Contains(other.Configuration, Seen(Open<DmlStudio.Web.Pages.Runs>("/runs?noted=tag:odd").FindAll("tr.cfg").Single()),
            StringComparison.Ordinal);
        Assert.Empty(Open<DmlStudio.Web.Pages.Runs>("/runs?noted=tag:none").FindAll("tr.cfg"));
    }

    [Fact]
    public void Export_OfRuns_HoldsMarksAndNotes()
    {
        var run = Sample.Add("cce", 0, 5);
        Sample.Add("cce+proxy-anchor", 0, 8);
        var notes = new NoteStore(Store);
        notes.Add("run", run.Id, "note", "look again", "Ada", Noon);
        notes.Add("run", run.Id, "star", "", "Ada", Noon);
        notes.Add("configuration", run.Configuration, "tag", "odd", "Ada", Noon);
        var rows = RunsExport.Rows(Store, null, null, notes.All(), "noted").ToArray();
        Assert.Equal(2, rows.Length);
        string Cell(string name) => rows[1][rows[0].ToList().IndexOf(name)];
        Assert.Equal(("true", "odd", "Ada: look again"), (Cell("starred"), Cell("tags"), Cell("notes")));
    }

    [Fact]
    public void PinnedConfiguration_IsTheReferenceOfRunsAndResults()
    {
        var (cce, proxy) = (Sample.Add("cce", 0, 5), Sample.Add("cce+proxy-anchor", 0, 8));
        Assert.Contains("Gain over CCE, pp", Open<DmlStudio.Web.Pages.Runs>("/runs").Markup, StringComparison.Ordinal);
        new NoteStore(Store).Add("configuration", proxy.Configuration, "pin", "", "Ada", Noon);
        var runs = Open<DmlStudio.Web.Pages.Runs>("/runs");
        Assert.Contains("Gain over CCE + ProxyAnchor, pp", runs.Markup, StringComparison.Ordinal);
        Assert.Contains("Gain over CCE, pp", Open<DmlStudio.Web.Pages.Runs>("/runs?reference=cce").Markup, StringComparison.Ordinal);
        var results = Open<Results>("/");
        Assert.Contains("Baseline</i><b class=\"iso\">CCE + ProxyAnchor", results.Markup.Replace("<!--!-->", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        // Cross-entropy is no default any more, so that a link to it says so.
        Assert.Contains(results.FindAll("a"), a => a.GetAttribute("href") == "./?baseline=cce");
    }

    [Fact]
    public void Explain_FilteredByATag_FindsItsText()
    {
        Sample.Add("cce", 0, 5, explain: true);
        new NoteStore(Store).Add("text", "toy-2", "tag", "hard", "Ada", Noon);
        Assert.Equal(2, Open<Explain>("/explain").FindAll("tbody tr").Count);
        Assert.StartsWith("text 2", Seen(Open<Explain>("/explain?noted=tag:hard").FindAll("tbody tr").Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void Panel_OfARun_ShowsWhatIsThere_AndDamageByName()
    {
        var run = Sample.Add("cce", 0, 5);
        new NoteStore(Store).Add("run", run.Id, "note", SampleStore.Hostile, "Ada", Noon);
        var page = Open<DmlStudio.Web.Pages.Run>("/runs/" + run.Id, p => p.Add(x => x.Id, run.Id));
        Assert.Equal(SampleStore.Hostile + " Ada, 2026-11-29 12:00:00 UTC", Seen(page.Find("#notes div.note")));
        // Without the framework's token there is nothing to send.
        Assert.Empty(page.FindAll("#notes form"));
        File.AppendAllText(Path.Combine(Store.Root, "notes.jsonl"), "x\n");
        Assert.Contains("notes.jsonl is damaged", Open<DmlStudio.Web.Pages.Run>("/runs/" + run.Id, p => p.Add(x => x.Id, run.Id)).Markup,
            StringComparison.Ordinal);
    }
}
