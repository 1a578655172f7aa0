namespace DmlStudio.Web.Sharing;

/// <summary>Sites whose pages may show a view in a frame.</summary>
/// <param name="Sites">Origins, such as <c>https://wiki.example.org</c>.</param>
public sealed record FrameSites(IReadOnlyList<string> Sites)
{
    /// <summary>No other site may frame the pages.</summary>
    public static FrameSites None { get; } = new([]);

    /// <summary>The sites that a person wrote.</summary>
    /// <param name="flag">Where they were written.</param>
    /// <exception cref="InvalidDataException">One is no plain origin.</exception>
    public static FrameSites Read(string flag, IReadOnlyList<string> written) => new([.. written.Select(w =>
        Uri.TryCreate(w, UriKind.Absolute, out var site) && site.Scheme is "http" or "https" && site.UserInfo.Length == 0
            && Uri.CheckHostName(site.Host) != UriHostNameType.Unknown && !site.Host.Contains('*', StringComparison.Ordinal)
            && site.GetLeftPart(UriPartial.Authority) == w.TrimEnd('/')
            ? site.GetLeftPart(UriPartial.Authority)
            : throw new InvalidDataException(
                $"{flag} is \"{w}\"; expected one site with scheme and name and nothing behind, such as https://wiki.example.org."))]);

    /// <summary>Whether an address is meant for a frame, and a site may show it there.</summary>
    public bool Allow(HttpRequest request) => Sites.Count > 0 && request.Query[Reader.EmbedParameter] == "1";
}
