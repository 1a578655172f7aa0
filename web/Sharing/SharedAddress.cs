using System.Net;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Sharing;

/// <summary>The forms in which a view is handed on.</summary>
public static class SharedAddress
{
    private static readonly string[] Own = [Reader.SharedParameter, Reader.EmbedParameter];

    /// <summary>An address without what sharing added to it.</summary>
    /// <param name="address">Path with its query.</param>
    public static string Plain(string address) => Without(address, Own);

    /// <summary>An address without some parameters.</summary>
    /// <param name="address">Path with its query.</param>
    /// <param name="names">Their names.</param>
    internal static string Without(string address, params string[] names)
    {
        var parts = address.Split('#')[0].Split('?', 2);
        string[] kept = parts.Length < 2 ? [] : [.. parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(p => !names.Contains(p.Split('=')[0]))];
        return kept.Length == 0 ? parts[0] : parts[0] + "?" + string.Join('&', kept);
    }

    /// <summary>An address with what sharing added to the one it is opened from, where it does not say itself.</summary>
    /// <param name="address">Path with its query.</param>
    /// <param name="to">The same taken apart.</param>
    /// <param name="from">Where it is opened from.</param>
    /// <param name="frame">Whether it stays in the frame where that was.</param>
    internal static string Keeping(string address, LocalAddress to, LocalAddress from, bool frame) => Own
        .Where(name => (frame || name != Reader.EmbedParameter) && from.Query.ContainsKey(name) && !to.Query.ContainsKey(name))
        .Aggregate(address, (kept, name) => With(kept, name, from.Query[name]));

    /// <summary>An address with a parameter more.</summary>
    /// <param name="address">Path with its query.</param>
    public static string With(string address, string name, string value)
    {
        var parts = address.Split('#', 2);
        return parts[0] + (parts[0].Contains('?', StringComparison.Ordinal) ? '&' : '?') + name + "=" + Uri.EscapeDataString(value)
            + (parts.Length > 1 ? "#" + parts[1] : "");
    }

    /// <summary>The element with which another page shows a view. Nothing that stands in the address or the title ends it.</summary>
    /// <param name="address">Whole address of the view.</param>
    public static string Frame(string address, string title) => $"<iframe src=\"{WebUtility.HtmlEncode(address)}\" width=\"960\" "
        + $"height=\"720\" title=\"{WebUtility.HtmlEncode(title)}\"></iframe>";

    /// <summary>Link to a figure of a page as a picture.</summary>
    /// <param name="address">Address of the page, from the root.</param>
    /// <param name="figure">Its number on the page, from 0.</param>
    public static string Figure(string address, int figure) =>
        FormattableString.Invariant($"./export/figure.svg?of={Uri.EscapeDataString(address)}&figure={figure}");

    /// <summary>Link to the picture that a chat shows of a page.</summary>
    /// <param name="address">Address of the page, from the root.</param>
    public static string Picture(string address) => $"./export/preview.png?of={Uri.EscapeDataString(address)}";
}
