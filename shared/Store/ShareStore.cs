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
            return share.Id != id ? null : !store.IsPart || share.Version.Runs.Keys.All(r => store.Stored(r) is not null) ? share : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    /// <summary>Keeps a view; the same view of the same runs keeps its name.</summary>
    /// <param name="address">Path with its query, from the root.</param>
    /// <param name="version">The runs that it shows.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="InvalidDataException">The address leads elsewhere, or is too long.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public Share Keep(string address, DataVersion version, DateTimeOffset now)
    {
        if (address.Length is 0 or > LongestAddress || address[0] != '/' || address.StartsWith("//", StringComparison.Ordinal)
            || address.Contains('\\', StringComparison.Ordinal) || address.Any(char.IsControl))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"The address has {address.Length} characters; expected a path of this site with at most {LongestAddress}."));
        }
        for (var attempt = 0; ; attempt++)
        {
            var id = Named(FormattableString.Invariant($"{address}\n{version.Name}\n{attempt}"));
            if (Find(id) is { } kept)
            {
                if (kept.Address == address && kept.Version.Name == version.Name) { return kept; }
                continue;
            }
            var share = new Share(id, address, version, now.ToUnixTimeMilliseconds());
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
    };

    /// <summary>Reads a file.</summary>
    internal static Share Read(string path) => SealedFile.Read(path, null, Read);

    private static Share Read(LiteDatabase database)
    {
        var share = database.GetCollection("share").FindAll().Single();
        return new Share(share["_id"].AsString, share["address"].AsString, new DataVersion(share["runs"].AsArray
            .ToDictionary(r => r["id"].AsString, r => r["ended"].AsInt64, StringComparer.Ordinal)), share["made"].AsInt64);
    }

    private string PathOf(string id) => Path.Combine(store.Root, Folder, id + ".db");

    [GeneratedRegex(@"^[2-9a-z]{8}\z")]
    private static partial Regex Name();
}
