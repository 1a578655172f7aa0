using System.Globalization;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>A folder in the place of a table, such as Spark and Dask write: what it holds, and what to do.</summary>
internal static class TableFolder
{
    // A listing is for a person to choose from; a folder of a million files is not read to its end.
    private const int MostFiles = 10_000, Deepest = 3;

    /// <summary>Why it is not read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="expected">What was expected.</param>
    /// <returns>A message with what was found, what was expected and what to do.</returns>
    public static string Refusal(string folder, string expected)
    {
        var parts = Tables(folder);
        if (parts.Length == 0) { return $"{folder} is a folder; expected {expected}. Name a file in it."; }
        if (parts.Length == 1) { return $"{folder} is a folder; expected {expected}. Name the one table in it, {parts[0]}."; }
        var found = string.Create(CultureInfo.InvariantCulture, $"{folder} is a folder of {parts.Length} tables");
        return parts.FirstOrDefault(p => Path.GetDirectoryName(p)!.Contains('=', StringComparison.Ordinal)) is { } partition
            ? $"{found} in parts by a column, the first is {partition}; expected {expected}. The column stands in the names of the folders "
                + "alone: write the rows with it as one file."
            : $"{found}, the first is {parts[0]}; expected {expected}. Name one of them; parts of one table must be written as one file "
                + "first (in Spark with coalesce(1)).";
    }

    // Folders that may not be opened are left out; links are not followed, they may lead in a circle.
    private static string[] Tables(string folder)
    {
        var below = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Deepest,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", below).Take(MostFiles).Where(IsTable)
                .Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return []; }
    }

    // Marks and checksums that programs lay beside the parts begin with a dot or an underscore.
    private static bool IsTable(string path) => Path.GetFileName(path)[0] is not ('.' or '_') && TableFormats.Of(path) is not null;
}
