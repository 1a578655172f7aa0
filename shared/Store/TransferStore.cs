using System.Text.RegularExpressions;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Transfer results of a runs folder: <c>transfer/&lt;id&gt;.db</c>, sealed files of their own beside the runs.</summary>
public sealed partial class TransferStore
{
    private readonly string _folder;
    private readonly Func<TransferResult, bool>? _shown;
    private readonly Func<TransferResult, TransferResult> _as;

    private TransferStore(string root, Func<TransferResult, bool>? shown, Func<TransferResult, TransferResult> @as) =>
        (_folder, _shown, _as) = (Path.Combine(Path.GetFullPath(root), "transfer"), shown, @as);

    /// <summary>Opens the results of a runs folder; there need not be any.</summary>
    /// <param name="root">Runs folder.</param>
    public static TransferStore Open(string root) => new(root, null, r => r);

    /// <summary>Opens those results of a runs folder that a reader is shown.</summary>
    /// <param name="root">Runs folder.</param>
    /// <param name="shown">Whether a result is shown.</param>
    /// <param name="as">A result as it is shown.</param>
    internal static TransferStore Open(string root, Func<TransferResult, bool> shown, Func<TransferResult, TransferResult> @as) =>
        new(root, shown, @as);

    /// <summary>All results that can be read, by encoder and id.</summary>
    public IReadOnlyList<TransferResult> All() =>
        [.. Ids().Select(Readable).OfType<TransferResult>().OrderBy(r => r.Encoder, StringComparer.Ordinal)
            .ThenBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>Files that cannot be read, with the reason.</summary>
    public IReadOnlyList<DamagedRun> Damaged()
    {
        var damaged = new List<DamagedRun>();
        // A damaged file does not say whose it is.
        if (_shown is not null) { return damaged; }
        foreach (var id in Ids())
        {
            try { Read(id); }
            catch (StoreDataException e) { damaged.Add(new DamagedRun(id, e.Message)); }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { }
        }
        return damaged;
    }

    /// <summary>A result, or null when there is none of that id.</summary>
    /// <exception cref="StoreDataException">It is there, and is damaged or may not be read.</exception>
    public TransferResult? Find(string id)
    {
        if (!Id().IsMatch(id)) { return null; }
        try { return Read(id) is var result && _shown?.Invoke(result) != false ? _as(result) : null; }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    private TransferResult? Readable(string id)
    {
        try { return Find(id); }
        catch (StoreDataException) { return null; }
    }

    /// <summary>Publishes a result in place of an earlier one of the same id.</summary>
    public void Publish(TransferResult result)
    {
        if (!Id().IsMatch(result.Id))
        {
            throw new ArgumentException($"\"{result.Id}\" is not the id of a transfer result; expected t- and hex digits.", nameof(result));
        }
        Leftovers.Sweep(_folder);
        SealedFile.Publish(PathOf(result.Id), database => database.GetCollection("transfer").Insert(TransferDocuments.Of(result)));
    }

    /// <summary>When the newest file was written, in ticks; 0 without any.</summary>
    public long Stamp()
    {
        try { return Ids().Select(i => File.GetLastWriteTimeUtc(PathOf(i)).Ticks).DefaultIfEmpty(0).Max(); }
        // A folder that may be listed but not entered.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return 0; }
    }

    private TransferResult Read(string id)
    {
        var result = SealedFile.Read(PathOf(id), null,
            database => TransferDocuments.Result(database.GetCollection("transfer").FindAll().Single()));
        return result.Id == id ? result
            : throw new StoreDataException($"{PathOf(id)} holds the result {result.Id}: it is a copy under another name. Delete it.");
    }

    private string PathOf(string id) => Path.Combine(_folder, id + ".db");

    private IEnumerable<string> Ids()
    {
        try
        {
            return [.. Directory.GetFiles(_folder, "t-*.db").Select(f => Path.GetFileNameWithoutExtension(f)).Where(i => Id().IsMatch(i))
                .Order(StringComparer.Ordinal)];
        }
        // A folder that may not be listed is named by doctor.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; }
    }

    [GeneratedRegex(@"^t-[0-9a-f]{8,64}\z")]
    private static partial Regex Id();
}
