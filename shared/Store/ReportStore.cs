using System.Security.Cryptography;
using System.Text.RegularExpressions;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Reports of a runs folder: <c>reports/&lt;id&gt;.db</c>, sealed files of their own beside the runs. A merge takes along
/// those that are not here, or were changed later there.</summary>
/// <param name="store">Store whose reports they are. Of a part of it only those are found that have views, all of which it shows; none
/// where texts are hidden, for a note may quote one, and nothing is written.</param>
public sealed partial class ReportStore(RunStore store)
{
    /// <summary>Name of the folder.</summary>
    public const string Folder = "reports";

    /// <summary>Longest title and note, characters, and most views of a report.</summary>
    public const int LongestTitle = 120, LongestNote = 2000, MostViews = 50;

    private const int Length = 8;
    private const string Letters = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>All that can be read, the one changed last first.</summary>
    public IReadOnlyList<SavedReport> All()
    {
        var found = new List<SavedReport>();
        foreach (var path in store.Beside(Folder))
        {
            // A damaged one is named where it is opened, and by the check of the folder.
            try { if (Find(Path.GetFileNameWithoutExtension(path)) is { } report) { found.Add(report); } }
            catch (StoreDataException) { }
        }
        return [.. found.OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>Finds a report.</summary>
    /// <returns>Null when there is none of that name that is shown.</returns>
    /// <exception cref="StoreDataException">Its file is damaged or may not be read.</exception>
    public SavedReport? Find(string id)
    {
        if (!Name().IsMatch(id) || !store.ShowsTexts) { return null; }
        try
        {
            var report = Read(PathOf(id));
            var shares = new ShareStore(store);
            return report.Id != id
                || (store.IsPart && (report.Views.Count == 0 || report.Views.Any(v => shares.Find(v.Share) is null))) ? null : report;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>Begins a report without views.</summary>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidDataException">The title is empty or too long, or only a part of the folder is shown.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public SavedReport Begin(string title, DateTimeOffset now)
    {
        RequireWhole();
        return Save(new SavedReport(RandomNumberGenerator.GetString(Letters, Length), title, [], 0), now);
    }

    /// <summary>Changes a report. What another reader changed since it was read here stays.</summary>
    /// <param name="change">The report as it shall be, of the report as it is.</param>
    /// <param name="now">The time.</param>
    /// <returns>The report as it was saved.</returns>
    /// <exception cref="InvalidDataException">It is not there; title, notes or views are empty, too long or too many; or only a part of the
    /// folder is shown.</exception>
    /// <exception cref="StoreDataException">It is damaged, or the folder cannot be written.</exception>
    public SavedReport Change(string id, Func<SavedReport, SavedReport> change, DateTimeOffset now)
    {
        RequireWhole();
        using var turn = Turn.Take(store.Root, PathOf(id));
        var report = Find(id) ?? throw new InvalidDataException("That report is no longer there.");
        var changed = change(report);
        return ReferenceEquals(report, changed) ? report : Save(changed, now);
    }

    private SavedReport Save(SavedReport report, DateTimeOffset now)
    {
        if (report.Title.Trim().Length is 0 or > LongestTitle || report.Title.Any(char.IsControl))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"The title has {report.Title.Trim().Length} characters; expected 1 to {LongestTitle} on one line."));
        }
        if (report.Views.Count > MostViews || report.Views.Any(v => v.Note.Length > LongestNote))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"A report has at most {MostViews} views, and a note at most {LongestNote} characters."));
        }
        if (report.Views.DistinctBy(v => v.Share).Count() < report.Views.Count)
        {
            throw new InvalidDataException("A report holds each view once.");
        }
        var saved = report with { Title = report.Title.Trim(), ChangedAt = Math.Max(now.ToUnixTimeMilliseconds(), report.ChangedAt + 1) };
        Leftovers.Sweep(Path.Combine(store.Root, Folder));
        SealedFile.Publish(PathOf(saved.Id), database => database.GetCollection("report").Insert(Document(saved)));
        return saved;
    }

    /// <summary>Deletes a report; its views stay under their short links.</summary>
    /// <exception cref="InvalidDataException">Only a part of the folder is shown.</exception>
    public void Delete(string id)
    {
        RequireWhole();
        if (!Name().IsMatch(id)) { return; }
        using var turn = Turn.Take(store.Root, PathOf(id));
        File.Delete(PathOf(id));
    }

    /// <summary>Reads a file.</summary>
    internal static SavedReport Read(string path) => SealedFile.Read(path, null, database =>
    {
        var report = database.GetCollection("report").FindAll().Single();
        return new SavedReport(report["_id"].AsString, report["title"].AsString,
            [.. report["views"].AsArray.Select(v => new SavedView(v["share"].AsString, v["note"].AsString))], report["changed"].AsInt64);
    });

    private void RequireWhole()
    {
        if (store.IsPart) { throw new InvalidDataException("Only a part of this folder is shown here, and nothing is saved in it."); }
    }

    private static BsonDocument Document(SavedReport report) => new()
    {
        ["_id"] = report.Id,
        ["title"] = report.Title,
        ["changed"] = report.ChangedAt,
        ["views"] = new BsonArray(report.Views.Select(v => new BsonDocument { ["share"] = v.Share, ["note"] = v.Note })),
    };

    private string PathOf(string id) => Path.Combine(store.Root, Folder, id + ".db");

    [GeneratedRegex(@"^[2-9a-z]{8}\z")]
    private static partial Regex Name();
}
