using LiteDB;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>Files of the store as older versions, or others, wrote them.</summary>
internal static class OldStore
{
    /// <summary>Bytes at the end of a file that say what it holds.</summary>
    public const int Seal = 40;

    /// <summary>Takes the checksums off a store: version 1 had none, and its states named neither file nor length of a part.</summary>
    /// <param name="root">Runs folder.</param>
    public static void Unseal(string root)
    {
        var sha256 = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(root, "*.db", SearchOption.AllDirectories)
            .OrderBy(f => Path.GetFileName(f) == "state.db"))
        {
            var bytes = Changed(File.ReadAllBytes(file)[..^Seal], database =>
            {
                database.GetCollection("about").Update(new BsonDocument { ["_id"] = "about", ["version"] = 1 });
                foreach (var part in Path.GetFileName(file) == "state.db" ? database.GetCollection("parts").FindAll().ToArray() : [])
                {
                    database.GetCollection("parts")
                        .Update(new BsonDocument
                        {
                            ["_id"] = part["_id"],
                            ["sha256"] = sha256[Path.Combine(Path.GetDirectoryName(file)!, part["file"].AsString)]
                        });
                }
            });
            File.WriteAllBytes(file, bytes);
            sha256[file] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        }
    }

    /// <summary>Changes a file and seals it again, as somebody who means it would.</summary>
    /// <returns>SHA-256 of the file.</returns>
    public static string Rewrite(string file, Action<LiteDatabase> change)
    {
        var content = Changed(File.ReadAllBytes(file)[..^Seal], change);
        byte[] bytes = [.. content, .. "DMLSEAL1"u8, .. System.Security.Cryptography.SHA256.HashData(content)];
        File.WriteAllBytes(file, bytes);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    private static byte[] Changed(byte[] content, Action<LiteDatabase> change)
    {
        using var stream = new MemoryStream();
        stream.Write(content);
        stream.Position = 0;
        using (var database = new LiteDatabase(stream))
        {
            change(database);
            database.Checkpoint();
        }
        return stream.ToArray();
    }
}
