namespace DmlStudio.Files;

/// <summary>What runs call a dataset that a person named.</summary>
public static class DatasetName
{
    /// <summary>A known name as it is; of a file or a folder its name without ending, in small letters, other signs as dashes.</summary>
    /// <param name="nameOrPath">As <c>--datasets</c> takes it, such as <c>trec</c> or <c>our/Tickets 2.csv.gz</c>, which is
    /// <c>tickets-2</c>.</param>
    public static string Of(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        var name = Path.GetFileNameWithoutExtension(Unpacked(nameOrPath.TrimEnd('/', '\\'))).ToLowerInvariant();
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-') is { Length: > 0 } clean
            ? clean : "texts";
    }

    /// <summary>The name without a trailing <c>.gz</c>.</summary>
    /// <param name="path">A path.</param>
    public static string Unpacked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
    }
}
