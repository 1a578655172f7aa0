using System.Security.Cryptography;
using System.Text;

namespace DmlStudio.Web.StaticPages;

/// <summary>Tells whether a runs folder is what it was: names, lengths and times of all that pages are made of.</summary>
internal static class StorePrint
{
    private static readonly string[] Folders = ["runs", "texts", "transfer", "shares", "reports", "claims"];

    private static readonly EnumerationOptions Deep =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>SHA-256 over all, hex.</summary>
    /// <param name="root">The runs folder.</param>
    public static string Of(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Folders.Select(f => new DirectoryInfo(Path.Combine(root, f))).Where(f => f.Exists)
            .SelectMany(f => f.EnumerateFiles("*", Deep))
            // Notes and slices.
            .Concat(new DirectoryInfo(root).EnumerateFiles().Where(f => f.Extension is ".jsonl" or ".tsv"));
        foreach (var file in files.OrderBy(f => f.FullName, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Line(root, file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Line(string root, FileInfo file)
    {
        try
        {
            return Path.GetRelativePath(root, file.FullName)
                + FormattableString.Invariant($" {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
        }
        // Gone since it was listed.
        catch (FileNotFoundException) { return ""; }
    }
}
