using System.Security.Cryptography;
using System.Text;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.StaticPages;

/// <summary>Which addresses of the pages a folder of static pages holds, and under which names. A view is one of many that a server
/// makes when it is asked; the folder holds those whose number grows as the runs do, and no products of choices.</summary>
/// <param name="store">What is shown.</param>
internal sealed class StaticAddress(RunStore store)
{
    private const int LongestPart = 60;

    // Beside the page as it is: one choice at a time.
    private static readonly string[] OfResults = ["dataset", "experiment", "shots", "encoder", "metric", "order"];
    private readonly Dictionary<string, RunSummary> _configurations = store.Runs().Where(r => r.Status == RunStatus.Done)
        .GroupBy(r => r.Configuration).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>Where the pages begin: those of the rail that need no program which answers.</summary>
    /// <param name="texts">Whether texts are shown, and what readers said of them.</param>
    public static IReadOnlyList<(string Title, string Link)> Rail(bool texts) =>
    [
        ("Results", Addresses.Results()), ("Runs", Addresses.Runs()), ("Claims", Addresses.Claims()), ("Compare", Addresses.Compare()),
        ("Reliability", new ReliabilityView().Address), ("Explain", Addresses.Explain()), ("Words", Addresses.Words()),
        ("Transfer", Addresses.Transfer()), ("Reports", Addresses.Reports()), ("Objectives", Addresses.Objectives()),
        .. texts ? [("Notes", Addresses.Notes())] : Array.Empty<(string, string)>(),
    ];

    /// <summary>The page that a link leads to, from the root, without what only led through lists.</summary>
    /// <param name="link">As it stands in a page.</param>
    /// <returns>Null for what the folder does not hold.</returns>
    public string? Page(string link)
    {
        if (LocalAddress.Parse(link) is not { } to) { return null; }
        var of = to.Query.Keys.Order(StringComparer.Ordinal).ToArray();
        return to.Path switch
        {
            [] when of is [] || (of is [var one] && OfResults.Contains(one)) || of is ["dataset", "loss"] => Named(to, of),
            ["runs"] when of is [] or ["configuration"] or ["page"] => Named(to, of),
            ["runs", _] or ["runs", _, "texts"] when of is []
                || (of is ["rule"] && IsOwnRule(to.Path[1], to.Query["rule"])) => Named(to, []),
            ["compare"] when of is [] || (of is ["a", "b"] && IsPair(to.Query["a"], to.Query["b"])) => Named(to, of),
            ["reliability"] or ["reliability", _] when IsTab(to.Path) && of is [] or ["dataset"] => Named(to, of),
            ["explain"] when of is [] or ["dataset"] or ["page"] or ["dataset", "page"] => Named(to, of),
            ["explain", _] => Named(to, to.Query.ContainsKey("in") ? ["in"] : []),
            ["words"] when of is [] or ["dataset"] => Named(to, of),
            ["transfer"] or ["transfer", "cross"] when of is [] => Named(to, of),
            ["transfer", _] when of is [] or ["task"] => Named(to, []),
            ["reports"] or ["reports", _] when of is [] => Named(to, of),
            ["objectives"] or ["objectives", _] or ["claims"] or ["claims", _] or ["notes"] when of is [] => Named(to, of),
            _ => null,
        };
    }

    /// <summary>Name of a page or file in the folder, with slashes.</summary>
    /// <param name="address">From the root, with its query.</param>
    /// <param name="ending">Such as <c>.html</c>.</param>
    public static string File(string address, string ending)
    {
        var to = LocalAddress.Parse(address)!;
        var query = address.Split('?', 2) is [_, var written] ? "-" + Part(written) : "";
        return (to.Path.Count == 0 ? "index" : string.Join('/', to.Path.Select(Part))) + query + ending;
    }

    private bool IsOwnRule(string run, string rule) => store.Run(run)?.MainRule == rule;

    private bool IsPair(string a, string b) => _configurations.TryGetValue(a, out var first)
        && _configurations.TryGetValue(b, out var second) && first.Loss == "cce" && a != b
        && (first.Dataset, first.Shots, first.Encoder) == (second.Dataset, second.Shots, second.Encoder);

    private static bool IsTab(IReadOnlyList<string> path) =>
        path.Count == 1 || ReliabilityView.Tabs.Any(t => t.Key == path[1] && t.Key != "deciles");

    // The same view has one address, whatever the order of what it names.
    private static string Named(LocalAddress to, string[] names) => "/" + string.Join('/', to.Path.Select(Uri.EscapeDataString))
        + (names.Length == 0 ? "" : "?" + string.Join('&', names.Select(n => $"{n}={Uri.EscapeDataString(to.Query[n])}")));

    // Plain enough for every file system and every host; what is lost on the way is told apart by its hash.
    private static string Part(string text)
    {
        var plain = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        return plain == text && plain.Length <= LongestPart ? plain
            : plain[..Math.Min(plain.Length, LongestPart)].Trim('-') + "-"
                + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }
}
