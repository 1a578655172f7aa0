using System.Globalization;
using System.Text;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, ILookup<string, string> Headers, string Body)
{
    /// <summary>Status 0 when the connection ended without an answer.</summary>
    public static RawAnswer Parse(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : text[..end].Split("\r\n");
        return new RawAnswer(lines.Length == 0 ? 0 : int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            lines.Skip(1).Select(l => l.Split(": ", 2)).ToLookup(p => p[0], p => p[^1], StringComparer.OrdinalIgnoreCase), end < 0
                ? ""
                : text[(end + 4)..]);
    }

    /// <summary>The one value of a header, or null.</summary>
    public string? One(string header) => Headers[header].SingleOrDefault();
}
