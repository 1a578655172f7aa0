using System.Text;
using System.Text.Json;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.StaticPages;

/// <summary>Writes the browser as a folder of static pages, for any host of files and for no host at all. The folder is written beside
/// its place and put there whole: a reader never sees half of it, and an attempt that was broken off leaves the one before. The next
/// attempt at the same pages goes on where it stopped.</summary>
/// <param name="store">The whole store.</param>
/// <param name="experiment">Experiment that is shown, or null for all.</param>
/// <param name="texts">Whether texts are shown.</param>
public sealed class StaticFolder(RunStore store, string? experiment, bool texts)
{
    /// <summary>File by which a folder is known to be one of these.</summary>
    public const string Mark = ".dmlstudio-pages";

    /// <summary>Most pages of a folder.</summary>
    public const int MostPages = 100_000;

    /// <summary>Pages that an attempt which was broken off had written already.</summary>
    public int Kept { get; private set; }

    /// <summary>Writes the folder, in place of one that was written before.</summary>
    /// <param name="folder">Its place: none, an empty folder, or one of these.</param>
    /// <param name="progress">Told of pages written and of those known to come.</param>
    /// <param name="interrupt">Breaks off; what was there stays.</param>
    /// <returns>Number of pages.</returns>
    /// <exception cref="InvalidDataException">The place holds something else, or there is nothing to show.</exception>
    public async Task<int> Write(string folder, Action<int, int> progress, CancellationToken interrupt = default)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Require(place);
        var shown = store.Within(new StoreScope { Experiment = experiment, Texts = texts });
        if (shown.Runs().All(r => r.Status != RunStatus.Done)) { throw new InvalidDataException(Lacking()); }
        var (made, old) = (place + ".new", place + ".old");
        // Broken off between the last two steps, the one before lies beside its place.
        if (!Directory.Exists(place) && Directory.Exists(old)) { Directory.Move(old, place); }
        Directory.CreateDirectory(made);
        await File.WriteAllTextAsync(Path.Combine(made, Mark), "Written by DmlStudio, which replaces this folder as a whole.\n", interrupt);
        int pages;
        using (var journal = StaticJournal.Open(made, Key()))
        {
            pages = await Fill(made, shown, journal, progress, interrupt);
        }
        File.Delete(Path.Combine(made, StaticJournal.FileName));
        Remove(old);
        if (Directory.Exists(place)) { Directory.Move(place, old); }
        Directory.Move(made, place);
        Remove(old);
        return pages;
    }

    // Pages that another program made, or of other runs, are others.
    private string Key() => JsonSerializer.Serialize(new[]
    {
        typeof(StaticFolder).Module.ModuleVersionId.ToString(), StorePrint.Of(store.Root), experiment ?? "",
        texts ? "texts" : "no texts",
    });

    private async Task<int> Fill(string made, RunStore shown, StaticJournal journal, Action<int, int> progress, CancellationToken interrupt)
    {
        // All pages are answered from one look at the folder.
        using var watch = new StoreWatch(shown, TimeProvider.System);
        var shelf = new RunShelf(shown);
        var (printer, addresses) = (new PagePrinter(shelf, watch), new StaticAddress(shown));
        var files = new StaticFiles(shelf, experiment, texts);
        var version = DataVersion.Of(shown);
        var page = new StaticPage($"Static pages of data version {version.Name}, last run {Num.Moment(version.Until)}, made by DmlStudio "
            + $"{ProductVersion.Text}{(experiment is null ? "" : $", experiment {experiment} alone")}{(texts ? "" : ", without texts")}",
            Path.GetFileName(store.Root));
        var pages = StaticAddress.Rail(texts);
        var rail = pages.Select(r => (r.Title, StaticAddress.File(addresses.Page(r.Link)!, ".html"))).ToArray();
        foreach (var sheet in StaticPage.Sheets) { await Put(made, sheet, DesignTokens.Sheet(sheet), interrupt); }
        foreach (var (name, text) in await files.Make()) { await Put(made, name, text, interrupt); }
        var (queue, offered) = (new StaticQueue(addresses), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (_, link) in pages) { queue.Place(link); }
        Kept = 0;
        for (var written = 0; ; written++)
        {
            progress(written, queue.Waiting);
            if (queue.Next() is not { } address) { return written; }
            interrupt.ThrowIfCancellationRequested();
            if (journal.Find(address) is { } before)
            {
                foreach (var lead in before.Leads) { queue.Add(lead); }
                offered.UnionWith(before.Files.Keys);
                Kept++;
                continue;
            }
            var (file, rows) = (StaticAddress.File(address, ".html"), new List<(string Link, string Name)>());
            var html = page.Of(await printer.Print(address), file, l => queue.Place(l) ?? Offered(l, rows), rail, StaticFiles.Always);
            var put = new Dictionary<string, long>(StringComparer.Ordinal) { [file] = await Put(made, file, html, interrupt) };
            foreach (var (link, name) in rows.Where(o => offered.Add(o.Name)))
            {
                put[name] = await Put(made, name, await files.Rows(link) ?? "", interrupt);
            }
            journal.Note(new StaticJournal.Entry(address, queue.Found(), put));
        }
    }

    private static string? Offered(string link, List<(string Link, string Name)> offered)
    {
        var name = StaticFiles.Name(link);
        if (name is not null && !StaticFiles.Always.Contains(name)) { offered.Add((link, name)); }
        return name;
    }

    // Its length in bytes. What is being written when it is broken off is in no journal, and written anew.
    private static async Task<long> Put(string folder, string name, string text, CancellationToken interrupt)
    {
        var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = Encoding.UTF8.GetBytes(text);
        await File.WriteAllBytesAsync(path, bytes, interrupt);
        return bytes.Length;
    }

    private static void Require(string place)
    {
        if (File.Exists(place)) { throw new InvalidDataException($"{place} is a file; expected a folder for the pages."); }
        foreach (var folder in new[] { place, place + ".new", place + ".old" })
        {
            if (Directory.Exists(folder) && !File.Exists(Path.Combine(folder, Mark)) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new InvalidDataException($"{folder} is not empty, and what is in it was not written here; expected an empty folder, "
                    + "one that does not exist yet, or one of pages. Nothing was changed.");
            }
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); }
    }

    private string Lacking()
    {
        string[] known = [.. store.Runs().Where(r => r.Status == RunStatus.Done).Select(r => r.Experiment).Distinct()
            .Order(StringComparer.Ordinal)];
        return experiment is null || known.Length == 0
            ? $"There is no finished run in {store.Root}; pages tell of finished runs. \"trainer quickstart\" makes some."
            : $"There is no finished run of an experiment \"{experiment}\" in {store.Root}; expected one of {string.Join(", ", known)}.";
    }
}
