using System.Security.Cryptography;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>
/// A LiteDB file that is built in memory, written once under another name, and renamed: a reader sees all of it or none.
/// It is read into memory as a whole; LiteDB never opens it by its path.
/// </summary>
internal static class SealedFile
{
    /// <summary>Version of the layout. A larger one is refused.</summary>
    public const int Version = 1;

    /// <summary>Mark of a file that is still being written.</summary>
    public const string Unfinished = ".unfinished";

    /// <summary>Publishes.</summary>
    /// <param name="path">Final path; replaced when it exists.</param>
    /// <param name="fill">Fills the database.</param>
    /// <returns>SHA-256 of the file, hex.</returns>
    public static string Publish(string path, Action<LiteDatabase> fill)
    {
        var bytes = Build(fill);
        Write(path, bytes);
        return Hash(bytes);
    }

    /// <summary>Copies a published file, byte for byte.</summary>
    /// <param name="from">Its path.</param>
    /// <param name="to">New path; replaced when it exists.</param>
    /// <param name="sha256">Its SHA-256.</param>
    public static void Copy(string from, string to, string sha256) => Write(to, Bytes(from, sha256));

    private static void Write(string path, byte[] bytes)
    {
        var unfinished = FormattableString.Invariant($"{path}.{Guid.NewGuid():N}{Unfinished}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(unfinished)) { File.Delete(unfinished); }
            throw new StoreDataException($"{path} could not be written: {e.Message} Nothing was published; free some space or choose another folder, "
                + "then give the same command again.", e);
        }
    }

    /// <summary>Reads.</summary>
    /// <typeparam name="T">Answer.</typeparam>
    /// <param name="path">Path.</param>
    /// <param name="sha256">Expected SHA-256, or null for any.</param>
    /// <param name="read">Reads the answer off the database.</param>
    public static T Read<T>(string path, string? sha256, Func<LiteDatabase, T> read)
    {
        try
        {
            var bytes = Bytes(path, sha256);
            using var stream = new MemoryStream();
            stream.Write(bytes);
            stream.Position = 0;
            using var database = new LiteDatabase(stream);
            var version = database.GetCollection("about").FindById("about")?["version"].AsInt32 ?? 0;
            if (version < 1)
            {
                throw new StoreDataException($"{path} is damaged or not a file of DmlStudio: it says nothing about its version. You can delete the run or copy it anew.");
            }
            return version <= Version
                ? read(database)
                : throw new StoreDataException(FormattableString.Invariant(
                    $"{path} has version {version}; this program reads up to {Version}. Update DmlStudio, or keep its runs in another folder."));
        }
        catch (Exception e) when (e is LiteException or EndOfStreamException or InvalidCastException or KeyNotFoundException or ArgumentException or NullReferenceException or IndexOutOfRangeException)
        {
            throw new StoreDataException($"{path} cannot be read: {e.Message} It is damaged or not a file of DmlStudio; delete the run or copy it anew.", e);
        }
    }

    private static byte[] Bytes(string path, string? sha256)
    {
        byte[] bytes;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        return sha256 is null || Hash(bytes) == sha256 ? bytes
            : throw new StoreDataException($"{path} is not the file that was published (its SHA-256 differs). Delete the run and make it again, or copy it anew.");
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Build(Action<LiteDatabase> fill)
    {
        using var stream = new MemoryStream();
        using (var database = new LiteDatabase(stream))
        {
            database.GetCollection("about").Insert(new BsonDocument { ["_id"] = "about", ["version"] = Version });
            fill(database);
            database.Checkpoint();
        }
        return stream.ToArray();
    }
}
