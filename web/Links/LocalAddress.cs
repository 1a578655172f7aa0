using System.Text;

namespace DmlStudio.Web.Links;

/// <summary>An address of this site taken apart.</summary>
/// <param name="Path">Parts of the path.</param>
/// <param name="Query">Parameters; of a repeated one the first.</param>
internal sealed record LocalAddress(IReadOnlyList<string> Path, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>A link, which is relative to the base of the pages, as the address from their root that is kept and handed on.</summary>
    /// <param name="link">Such as <c>./runs</c>; what is no link stays as it is.</param>
    public static string? Rooted(string? link) => link?.StartsWith("./", StringComparison.Ordinal) == true ? link[1..] : link;

    /// <summary>An address from the root of the pages as a link. It stays within the site whatever follows the slash.</summary>
    /// <param name="address">Such as <c>/runs</c>.</param>
    public static string Link(string address) => address.StartsWith('/') ? "." + address : address;

    /// <summary>An address as a header can carry it: what is no sign of ASCII that is seen, escaped as UTF-8.</summary>
    /// <param name="address">From the root of the pages.</param>
    public static string Escaped(string address) => string.Concat(Encoding.UTF8.GetBytes(address).Select(b =>
        b is > (byte)' ' and < 0x7F ? ((char)b).ToString() : FormattableString.Invariant($"%{b:X2}")));

    /// <summary>Takes an address apart.</summary>
    /// <param name="address">From the root of the pages, or a link.</param>
    /// <returns>Null for what is not an address within this site.</returns>
    public static LocalAddress? Parse(string? address)
    {
        address = Rooted(address);
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
        string[] path = [.. parts[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        // No page has one in its path, written as it is or as %00, which the framework's router does not survive.
        return path.Any(p => p.Any(char.IsControl)) ? null : new LocalAddress(path, query);
    }
}
