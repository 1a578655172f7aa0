using System.Security.Cryptography;
using System.Text;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Rights to read a runs folder from elsewhere, in the sealed file <c>access.db</c> of the folder, which its
/// owner alone may read. A merge does not take them along.</summary>
/// <param name="root">The runs folder.</param>
public sealed class AccessTokens(string root)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "access.db";

    /// <summary>Name of the file whose lock is the turn to change tokens. It is the owner's alone, so that no other user of the machine can
    /// hold a revocation up.</summary>
    internal const string LockName = "access.lock";

    /// <summary>Longest time for which a right is given, days.</summary>
    public const int MostDays = 365;

    private const int SecretBytes = 32, IdBytes = 4, Most = 1000;
    private readonly string _root = Path.GetFullPath(root), _path = Path.Combine(Path.GetFullPath(root), FileName);

    /// <summary>All, the newest last.</summary>
    /// <exception cref="StoreDataException">The file is damaged or may not be read.</exception>
    public IReadOnlyList<AccessToken> All()
    {
        try
        {
            return SealedFile.Read(_path, null,
                d => d.GetCollection("tokens").FindAll().Select(Token).OrderBy(t => t.MadeAt).ToArray());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return []; }
    }

    /// <summary>Gives a right.</summary>
    /// <param name="experiment">Experiment that it is narrowed to, or null.</param>
    /// <param name="texts">Whether texts may be read.</param>
    /// <param name="days">For how long.</param>
    /// <param name="now">The time.</param>
    /// <returns>The right, and what a reader shows for it: told this once.</returns>
    public (AccessToken Token, string Secret) Create(string? experiment, bool texts, int days, DateTimeOffset now)
    {
        using var turn = Turn.Take(_root, _path, LockName, ownerAlone: true);
        List<AccessToken> all = [.. All().Where(t => t.Holds(now))];
        if (all.Count >= Most)
        {
            throw new InvalidDataException(FormattableString.Invariant($"There are {Most} tokens already. Revoke some first."));
        }
        var (id, secret) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));
        var token = new AccessToken(id, HashOf(secret), experiment, texts, now.ToUnixTimeMilliseconds(),
            now.AddDays(days).ToUnixTimeMilliseconds(), false);
        Write([.. all, token]);
        return (token, $"{id}.{secret}");
    }

    /// <summary>Takes a right back.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Revoke(string id)
    {
        using var turn = Turn.Take(_root, _path, LockName, ownerAlone: true);
        var all = All();
        if (all.All(t => t.Id != id || t.Revoked)) { return false; }
        Write([.. all.Select(t => t.Id == id ? t with { Revoked = true } : t)]);
        return true;
    }

    /// <summary>The right that a reader shows, or null when there is none or it holds no longer.</summary>
    /// <param name="shown">As it was told when it was made.</param>
    /// <param name="now">The time.</param>
    public AccessToken? Admit(string shown, DateTimeOffset now)
    {
        var parts = shown.Split('.');
        var hash = Encoding.ASCII.GetBytes(HashOf(parts.Length == 2 ? parts[1] : ""));
        AccessToken? found = null;
        // Every one is compared, in a time that does not depend on where they differ.
        foreach (var token in All())
        {
            var same = CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(token.Sha256));
            if (same & token.Id == parts[0] & token.Holds(now)) { found = token; }
        }
        return found;
    }

    /// <summary>The right of a name while it holds, or null.</summary>
    public AccessToken? Find(string id, DateTimeOffset now) => All().FirstOrDefault(t => t.Id == id && t.Holds(now));

    private static string HashOf(string secret) => SealedFile.Hash(Encoding.UTF8.GetBytes(secret));

    private void Write(IReadOnlyList<AccessToken> all)
    {
        Leftovers.Sweep(_root);
        SealedFile.Write(_path, SealedFile.Make(database => database.GetCollection("tokens").Insert(all.Select(t => new BsonDocument
        {
            ["_id"] = t.Id,
            ["sha256"] = t.Sha256,
            ["experiment"] = t.Experiment is null ? BsonValue.Null : new BsonValue(t.Experiment),
            ["texts"] = t.Texts,
            ["made"] = t.MadeAt,
            ["until"] = t.Until,
            ["revoked"] = t.Revoked,
        }))), ownerAlone: true);
    }

    private static AccessToken Token(BsonDocument t) => new(t["_id"].AsString, t["sha256"].AsString,
        t["experiment"].IsNull ? null : t["experiment"].AsString, t["texts"].AsBoolean, t["made"].AsInt64, t["until"].AsInt64,
        t["revoked"].AsBoolean);
}
