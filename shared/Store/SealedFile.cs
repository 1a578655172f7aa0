using System.Globalization;
using System.Security.Cryptography;
using DmlStudio.Files;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>
/// A LiteDB file that is built in memory, written once under another name with its checksum at the end, and renamed: a
/// reader sees all of it or none, and what it reads is what was written. It is read into memory as a whole; LiteDB
/// never opens it by its path.
/// </summary>
internal static class SealedFile
{
    /// <summary>Version of the layout: 2 ends with a seal, 1 has none. A larger one is refused.</summary>
    public const int Version = 2;

    /// <summary>Mark of a file that is still being written.</summary>
    public const string Unfinished = ".unfinished";

    /// <summary>What is said of a file that is there and may not be read, or whose disk fails: it may be whole.</summary>
    public const string Unreadable = "See to it that you may read it; its disk may be failing.";

    private const int Attempts = 3;

    private const long LargestLeft = 64L << 20, LargestRead = 1L << 30;

    /// <param name="path">Final path; replaced when it exists.</param>
    /// <param name="fill">Fills the database.</param>
    /// <returns>SHA-256 of the file, hex.</returns>
    public static string Publish(string path, Action<LiteDatabase> fill)
    {
        var bytes = Make(fill);
        Write(path, bytes);
        return Hash(bytes);
    }

    /// <summary>The bytes of a file, its seal included.</summary>
    /// <param name="fill">Fills the database.</param>
    public static byte[] Make(Action<LiteDatabase> fill)
    {
        var content = Build(fill);
        return [.. content, .. Seal.Of(content)];
    }

    /// <summary>SHA-256 of bytes, hex.</summary>
    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Copies a published file, byte for byte.</summary>
    /// <param name="from">Its path.</param>
    /// <param name="to">New path; replaced when it exists.</param>
    /// <param name="sha256">Its SHA-256, or null when nothing but its seal says what it was.</param>
    public static void Copy(string from, string to, string? sha256) => Write(to, Bytes(from, sha256));

    /// <summary>Writes bytes beside the path, has them reach the disk, and renames them.</summary>
    /// <param name="path">Final path; replaced when it exists.</param>
    /// <param name="ownerAlone">Whether nobody but the owner may read it, at any moment.</param>
    /// <exception cref="StoreDataException">They could not be written; nothing was published.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool ownerAlone = false)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete };
        if (ownerAlone && !OperatingSystem.IsWindows()) { how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; }
        for (var attempt = 1; ; attempt++)
        {
            var unfinished = FormattableString.Invariant($"{path}.{Guid.NewGuid():N}{Unfinished}");
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                // Held until it has its name, so that whoever clears away unfinished files sees that this one is being written.
                using var file = new FileStream(unfinished, how);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
                File.Move(unfinished, path, overwrite: true);
                return;
            }
            // Cleared away between its making and its lock.
            catch (FileNotFoundException) when (attempt < Attempts) { }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Drop(unfinished);
                throw new StoreDataException(
                    $"{path} could not be written: {e.Message} Nothing was published; free some space or choose another folder, "
                    + "then give the same command again.", e);
            }
        }
    }

    /// <param name="sha256">Expected SHA-256, or null when the file's own seal must do.</param>
    /// <param name="read">Reads the answer off the database.</param>
    /// <exception cref="StoreDataException">It is damaged, may not be read, or is of a newer version.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static T Read<T>(string path, string? sha256, Func<LiteDatabase, T> read)
    {
        var bytes = Bytes(path, sha256);
        var length = Seal.Content(bytes, out var isSealed);
        if (!Nesting.IsBounded(bytes.AsSpan(0, length)))
        {
            throw new StoreDataException(string.Create(CultureInfo.InvariantCulture,
                $"{path} is damaged or not a file of DmlStudio: its documents are nested deeper than {Nesting.Deepest} levels, "
                    + $"or laid over each other, or its indexes are. {Remedy(path)}"));
        }
        Finalizers.Bear();
        try
        {
            using var stream = new MemoryStream();
            stream.Write(bytes, 0, length);
            stream.Position = 0;
            using var database = new LiteDatabase(stream);
            var version = database.GetCollection("about").FindById("about")?["version"].AsInt32 ?? 0;
            if (version < 1)
            {
                throw new StoreDataException(
                    $"{path} is damaged or not a file of DmlStudio: it says nothing about its version. {Remedy(path)}");
            }
            if (version > Version)
            {
                throw new StoreDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path} has version {version}; this program reads up to {Version}. Update DmlStudio, or keep its runs in another "
                        + $"folder."));
            }
            if (version > 1 && !isSealed)
            {
                throw new StoreDataException(
                    $"{path} is damaged: the checksum at its end is cut off. {Remedy(path)}");
            }
            return read(database);
        }
        // Files of older versions have no checksum: whatever a wrong bit makes LiteDB throw means damage.
        catch (Exception e) when (e is not StoreDataException)
        {
            throw new StoreDataException(
                $"{path} cannot be read: {e.Message} It is damaged or not a file of DmlStudio. {Remedy(path)}", e);
        }
    }

    /// <summary>Checks the bits of a file without reading what they mean.</summary>
    /// <param name="sha256">Expected SHA-256, or null when the file's own seal must do.</param>
    /// <returns>Whether it has a seal.</returns>
    /// <exception cref="StoreDataException">It is damaged or may not be read.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static bool Check(string path, string? sha256)
    {
        Seal.Content(Bytes(path, sha256), out var isSealed);
        // A file cut off at a page looks like one that never had a seal; its version tells.
        if (!isSealed && sha256 is null) { Read(path, null, static _ => 0); }
        return isSealed;
    }

    /// <summary>The bytes of a published file, checked.</summary>
    /// <param name="sha256">Expected SHA-256, or null when the file's own seal must do.</param>
    /// <exception cref="StoreDataException">It is damaged or may not be read.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static byte[] Bytes(string path, string? sha256)
    {
        // A folder from elsewhere may hold anything; opening a pipe would wait for ever.
        if (RegularFile.Refusal(path) is { } refusal) { throw new StoreDataException(refusal); }
        byte[] bytes;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > Largest(path))
            {
                throw new StoreDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{path} is damaged: it has {file.Length} bytes, expected at most {Largest(path)}. {Remedy(path)}"));
            }
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException
            or (IOException and not (FileNotFoundException or DirectoryNotFoundException)))
        {
            throw new StoreDataException($"{path} cannot be read: {e.Message} {Unreadable}", e);
        }
        if (sha256 is not null && Hash(bytes) != sha256)
        {
            throw new StoreDataException(
                $"{path} is not the file that was published (its SHA-256 differs). Delete the run and make it again, or copy it anew.");
        }
        return Seal.Content(bytes, out _) >= 0 ? bytes
            : throw new StoreDataException(
                $"{path} is damaged: its content does not fit the checksum at its end, or it is cut off. {Remedy(path)}");
    }

    // What a reader leaves is small; a run's predictions and maps are not.
    private static long Largest(string path) => Path.GetFileName(path) == AccessTokens.FileName
        || Path.GetFileName(Path.GetDirectoryName(path)) is ShareStore.Folder or ReportStore.Folder or ClaimLedger.Folder
            ? LargestLeft : LargestRead;

    // Most sealed files are of a run; whoever met another one would look for a run that is not meant.
    private static string Remedy(string path) => (Path.GetFileName(path), Path.GetFileName(Path.GetDirectoryName(path))) switch
    {
        (AccessTokens.FileName, _) => "You can delete it and make new tokens, or copy it anew.",
        (_, ShareStore.Folder) => "You can delete it and share the page again, or copy it anew.",
        (_, ReportStore.Folder) => "You can delete the report or copy it anew.",
        (_, ClaimLedger.Folder) => "You can delete it and write the claim again, or copy it anew.",
        (_, "transfer") => "You can delete it and measure the transfer again, or copy it anew.",
        (_, "texts") => "You can copy it anew, or make its runs again.",
        _ => "You can delete the run or copy it anew.",
    };

    private static void Drop(string unfinished)
    {
        // What cannot be removed now is cleared away by the next writer.
        try { File.Delete(unfinished); } catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

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
