using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Shared views of a runs folder: <c>shares/&lt;id&gt;.db</c>, sealed files of their own beside the runs. A
/// merge takes them along.</summary>
/// <param name="store">Store whose views they are; of a part of it only views are found all of whose runs it shows.</param>
public sealed partial class ShareStore(RunStore store)
{
    /// <summary>Name of the folder.</summary>
    public const string Folder = "shares";

    /// <summary>Longest address.</summary>
    public const int LongestAddress = 8000;

    private const int Length = 8;

    // No letter that is taken for another.
    private const string Letters = "23456789abcdefghjkmnpqrstuvwxyz";

    /// <summary>Finds a view.</summary>
    /// <returns>Null when there is none of that name.</returns>
    /// <exception cref="StoreDataException">Its file is damaged or may not be read.</exception>
    public Share? Find(string id)
    {
        if (!Name().IsMatch(id)) { return null; }
        try
        {
            var share = Read(PathOf(id));
            var runs = share.Version.Runs.Keys.Concat(share.Shown.Unfinished.Keys);
            var isShown = !store.IsPart || runs.All(r => store.Stored(r) is not null);
            return share.Id == id && isShown ? share : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>Keeps a view; the same view of the same runs keeps its name.</summary>
    /// <param name="address">Path with its query, from the root.</param>
    /// <param name="shown">What of the folder it shows.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidDataException">The address leads elsewhere, or is too long.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public Share Keep(string address, SharedRuns shown, DateTimeOffset now)
    {
        if (address.Length is 0 or > LongestAddress || address[0] != '/' || address.StartsWith("//", StringComparison.Ordinal)
            || address.Contains('\\', StringComparison.Ordinal) || address.Any(char.IsControl))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"The address has {address.Length} characters; expected a path of this site with at most {LongestAddress}."));
        }
        for (var attempt = 0; ; attempt++)
        {
            var id = Named(FormattableString.Invariant($"{address}\n{shown.Version.Name}\n{attempt}"));
            if (Find(id) is { } kept)
            {
                if (kept.Address == address && kept.Shown.Same(shown)) { return kept; }
                continue;
            }
            var share = new Share(id, address, shown, now.ToUnixTimeMilliseconds());
            Leftovers.Sweep(Path.Combine(store.Root, Folder));
            SealedFile.Publish(PathOf(id), database => database.GetCollection("share").Insert(Document(share)));
            return share;
        }
    }

    private static string Named(string content) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(content)).Take(Length).Select(b => Letters[b % Letters.Length]));

    private static BsonDocument Document(Share share) => new()
    {
        ["_id"] = share.Id,
        ["address"] = share.Address,
        ["made"] = share.MadeAt,
        ["runs"] = new BsonArray(share.Version.Runs.OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new BsonDocument { ["id"] = r.Key, ["ended"] = r.Value })),
        ["unfinished"] = new BsonArray(share.Shown.Unfinished.OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new BsonDocument { ["id"] = r.Key, ["begun"] = r.Value })),
        ["transfer"] = share.Shown.Transfer is not { } transfer ? BsonValue.Null
            : new BsonArray(transfer.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new BsonDocument
            {
                ["id"] = t.Key,
                ["tasks"] = new BsonArray(t.Value.Select(n => new BsonValue(n))),
            })),
    };

    /// <summary>Reads a file.</summary>
    internal static Share Read(string path) => SealedFile.Read(path, null, Read);

    private static Share Read(LiteDatabase database)
    {
        var share = database.GetCollection("share").FindAll().Single();
        var shown = new SharedRuns(new DataVersion(Times(share["runs"], "ended")));
        // Older versions kept finished runs alone.
        if (share["unfinished"].IsArray) { shown = shown with { Unfinished = Times(share["unfinished"], "begun") }; }
        if (share["transfer"].IsArray)
        {
            shown = shown with
            {
                Transfer = share["transfer"].AsArray.ToDictionary(t => t["id"].AsString,
                    t => (IReadOnlyList<string>)[.. t["tasks"].AsArray.Select(n => n.AsString)], StringComparer.Ordinal),
            };
        }
        return new Share(share["_id"].AsString, share["address"].AsString, shown, share["made"].AsInt64);
    }

    private static Dictionary<string, long> Times(BsonValue runs, string name) =>
        runs.AsArray.ToDictionary(r => r["id"].AsString, r => r[name].AsInt64, StringComparer.Ordinal);

    private string PathOf(string id) => Path.Combine(store.Root, Folder, id + ".db");

    [GeneratedRegex(@"^[2-9a-z]{8}\z")]
    private static partial Regex Name();
}
