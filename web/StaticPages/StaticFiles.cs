using DmlStudio.Store;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;

namespace DmlStudio.Web.StaticPages;

/// <summary>Files that pages of the folder offer: tables of the default views, the report, and the rows of explained texts.</summary>
/// <param name="shelf">Predictions, with the store that is shown.</param>
/// <param name="experiment">Experiment that is shown, or null for all.</param>
/// <param name="texts">Whether texts are shown.</param>
internal sealed class StaticFiles(RunShelf shelf, string? experiment, bool texts)
{
    private const string Root = "/export/";

    /// <summary>Files that every page offers.</summary>
    public static IReadOnlyList<string> Always { get; } =
        ["export/report.html", "export/runs.csv", .. ResultsFormats.All.Select(f => "export/results." + f.Ending)];

    /// <summary>Name in the folder of a file that a link names, or null.</summary>
    public static string? Name(string link)
    {
        var address = LocalAddress.Rooted(link)!;
        if (!address.StartsWith(Root, StringComparison.Ordinal) || LocalAddress.Parse(address) is not { } to) { return null; }
        if (Always.Contains(address[1..])) { return address[1..]; }
        return to.Path is ["export", "explain", var file] && Path.GetExtension(file) is ".svg" or ".jsonl"
            ? StaticAddress.File(Root + "explain/" + Uri.EscapeDataString(Path.GetFileNameWithoutExtension(to.Path[2]))
                + (to.Query.TryGetValue("in", out var dataset) ? "?in=" + Uri.EscapeDataString(dataset) : ""),
                Path.GetExtension(to.Path[2]))
            : null;
    }

    /// <summary>The files that every page offers.</summary>
    public async Task<IReadOnlyList<(string Name, string Text)>> Make()
    {
        var notes = new NoteStore(shelf.Store);
        var answer = new ResultsQuery("accuracy", null, null, null, null) { Pinned = notes.Pinned }.Ask(shelf.Store);
        var report = await new ReportMaker(shelf.Store, experiment, texts ? ReportMaker.Texts : 0).Make();
        return
        [
            (Always[0], HtmlReport.Of(report)), (Always[1], CsvTable.Of(RunsExport.Rows(shelf.Store, null, null, notes.Readable(out _)))),
            .. ResultsFormats.All.Select(f => ("export/results." + f.Ending, f.Write(answer))),
        ];
    }

    /// <summary>The rows of an explained text as the file that a link names, or null where there are none.</summary>
    public async Task<string?> Rows(string link)
    {
        var to = LocalAddress.Parse(link)!;
        string? Given(string name) => to.Query.GetValueOrDefault(name);
        var text = Path.GetFileNameWithoutExtension(to.Path[2]);
        var (rows, _) = ExplainExport.Ask(shelf, ExplainView.Of(text, Given("runs"), Given("rows"), Given("method"), Given("target"),
            Given("label"), Given("scale"), Given("in")));
        if (rows is null) { return null; }
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return Path.GetExtension(to.Path[2]) == ".jsonl" ? ExplainExport.Lines(rows) : await ExplainExport.Picture(services, rows);
    }
}
