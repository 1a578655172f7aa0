namespace DmlStudio.Web.Links;

/// <summary>An address of this site taken apart.</summary>
/// <param name="Path">Parts of the path.</param>
/// <param name="Query">Parameters; of a repeated one the first.</param>
internal sealed record LocalAddress(IReadOnlyList<string> Path, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>Takes an address apart.</summary>
    /// <returns>Null for what is not an address within this site.</returns>
    public static LocalAddress? Parse(string? address)
    {
        // "//host" and "/\host" lead elsewhere.
        if (string.IsNullOrEmpty(address) || address[0] != '/' || (address.Length > 1 && address[1] is '/' or '\\')
            || address.Any(char.IsControl))
        {
            return null;
        }
        var parts = address.Split('#')[0].Split('?', 2);
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in parts.Length < 2 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var named = pair.Split('=', 2);
            query.TryAdd(Uri.UnescapeDataString(named[0]), named.Length < 2 ? "" : Uri.UnescapeDataString(named[1].Replace('+', ' ')));
        }
        return new LocalAddress([.. parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)], query);
    }
}
