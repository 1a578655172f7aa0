using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.Sharing;

/// <summary>Binds a report that somebody put together: each of its views is printed over the runs that it showed when it was
/// saved.</summary>
/// <param name="shelf">Predictions, with the store that the reader is shown.</param>
/// <param name="watch">Tells of changes; a printed view does not wait for any.</param>
public sealed class ReportBinder(RunShelf shelf, StoreWatch watch)
{
    private const string Gone = "A view that is no longer there";

    /// <summary>Binds it.</summary>
    /// <param name="saved">The report.</param>
    public async Task<Report> Bind(SavedReport saved)
    {
        var (shares, sections, runs) = (new ShareStore(shelf.Store), new List<ReportSection>(), new Dictionary<string, long>());
        foreach (var view in saved.Views)
        {
            var name = FormattableString.Invariant($"view-{sections.Count + 1}");
            sections.Add(shares.Find(view.Share) is { } share && MayHold(share.Address)
                ? await Printed(name, share) with { Note = view.Note }
                : new ReportSection(name, Gone, "", "", $"<p>{Gone}: {HtmlTable.Text(view.Share)}.</p>") { Note = view.Note });
            foreach (var (run, ended) in shares.Find(view.Share)?.Version.Runs ?? new Dictionary<string, long>()) { runs[run] = ended; }
        }
        var version = new DataVersion(runs);
        return new Report($"Report of {Num.Moment(saved.ChangedAt)}", saved.Title, version,
        [
            ("Views", saved.Views.Count.ToString(CultureInfo.InvariantCulture)),
            ("Data version", $"{version.Name}, {Num.Count(runs.Count, "run")}, last run {Num.Moment(version.Until)}"),
            ("Made by", $"DmlStudio {ProductVersion.Text}"),
        ], sections);
    }

    /// <summary>Whether a view can stand in a report. One within itself would never end.</summary>
    /// <param name="address">Path with its query, from the root.</param>
    public static bool MayHold(string address) => LocalAddress.Parse(address) is { } view && view.Path is not ["reports", ..];

    private async Task<ReportSection> Printed(string name, Share share)
    {
        var part = new RunShelf(shelf.Store.Within(share.Scope), shelf);
        var page = await new PagePrinter(part, watch).Print(share.Address);
        // The question stands in the page itself.
        var title = page.Title.Replace(" · DmlStudio", "", StringComparison.Ordinal);
        var section = ReportSection.Of(name, title.Length > 0 ? title : page.Question, page);
        return section with { Title = $"{section.Title} · runs of {Num.Moment(share.MadeAt)}" };
    }
}
