namespace DmlStudio.Claims;

/// <summary>What runs call a dataset that a person named.</summary>
public static class DatasetName
{
    /// <summary>A known name as it is; of a file or a folder its name without ending, in small letters, other signs as dashes.</summary>
    /// <param name="nameOrPath">As <c>--datasets</c> takes it, such as <c>trec</c> or <c>our/Tickets 2.csv.gz</c>, which is
    /// <c>tickets-2</c>.</param>
    public static string Of(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        var path = nameOrPath.TrimEnd('/', '\\');
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) { path = path[..^3]; }
        var name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-') is { Length: > 0 } clean
            ? clean : "texts";
    }
}
