using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Charts;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Wording;

namespace DmlStudio.Web.StaticPages;

/// <summary>Writes the browser as a folder of static pages, for any host of files and for no host at all. The folder is written beside
/// its place and put there whole: a reader never sees half of it, and an attempt that was broken off leaves the one before.</summary>
/// <param name="store">The whole store.</param>
/// <param name="experiment">Experiment that is shown, or null for all.</param>
/// <param name="texts">Whether texts are shown.</param>
public sealed class StaticFolder(RunStore store, string? experiment, bool texts)
{
    /// <summary>File by which a folder is known to be one of these.</summary>
    public const string Mark = ".dmlstudio-pages";

    /// <summary>Most pages of a folder.</summary>
    public const int MostPages = 100_000;

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
        Remove(made);
        Directory.CreateDirectory(made);
        await File.WriteAllTextAsync(Path.Combine(made, Mark), "Written by DmlStudio, which replaces this folder as a whole.\n", interrupt);
        var pages = await Fill(made, shown, progress, interrupt);
        Remove(old);
        if (Directory.Exists(place)) { Directory.Move(place, old); }
        Directory.Move(made, place);
        Remove(old);
        return pages;
    }

    private async Task<int> Fill(string made, RunStore shown, Action<int, int> progress, CancellationToken interrupt)
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
        var rail = StaticAddress.Rail.Select(r => (r.Title, StaticAddress.File(addresses.Page(r.Link)!, ".html"))).ToArray();
        foreach (var sheet in StaticPage.Sheets) { await Put(made, sheet, DesignTokens.Sheet(sheet), interrupt); }
        foreach (var (name, text) in await files.Make()) { await Put(made, name, text, interrupt); }
        var known = new HashSet<string>(StringComparer.Ordinal);
        var rows = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>();
        foreach (var (_, link) in StaticAddress.Rail) { Place(link); }
        for (var written = 0; ; written++)
        {
            progress(written, waiting.Count);
            if (!waiting.TryDequeue(out var address)) { return written; }
            interrupt.ThrowIfCancellationRequested();
            var (file, offered) = (StaticAddress.File(address, ".html"), new List<(string Link, string Name)>());
            var html = page.Of(await printer.Print(address), file, l => Place(l) ?? Offered(l, offered), rail, StaticFiles.Always);
            await Put(made, file, html, interrupt);
            foreach (var (link, name) in offered.Where(o => rows.Add(o.Name)))
            {
                await Put(made, name, await files.Rows(link) ?? "", interrupt);
            }
        }

        string? Place(string link)
        {
            if (addresses.Page(link) is not { } address) { return null; }
            if (known.Add(address)) { waiting.Enqueue(address); }
            return known.Count <= MostPages ? StaticAddress.File(address, ".html") : throw new InvalidDataException(
                FormattableString.Invariant($"There would be more than {MostPages} pages. Name one experiment with --experiment."));
        }
    }

    private static string? Offered(string link, List<(string Link, string Name)> offered)
    {
        var name = StaticFiles.Name(link);
        if (name is not null && !StaticFiles.Always.Contains(name)) { offered.Add((link, name)); }
        return name;
    }

    private static async Task Put(string folder, string name, string text, CancellationToken interrupt)
    {
        var path = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, interrupt);
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
