namespace DmlStudio.Tests;

/// <summary>An order of namespaces, each of which may know those before it and itself.</summary>
/// <param name="root">Namespace that the names hang under, with its dot, such as <c>DmlStudio.Trainer.</c>.</param>
/// <param name="order">Names from the bottom up; the longest that fits a type is its station. One that starts
/// with <c>DmlStudio.</c> is a whole namespace.</param>
public sealed class Stations(string root, params string[] order)
{
    private readonly string[] _spaces = [.. order.Select(o => o.StartsWith("DmlStudio.", StringComparison.Ordinal) ? o : root + o)];

    /// <summary>Uses of a later station by an earlier one, each as a sentence.</summary>
    /// <param name="uses">Types that use types.</param>
    public IReadOnlyList<string> Upward(IEnumerable<(string From, string To)> uses) =>
    [
        .. uses.Select(u => (u.From, u.To, Low: Rank(u.From), High: Rank(u.To))).Where(u => u.Low >= 0 && u.High > u.Low)
            .Select(u => $"{u.From} uses {u.To}: {order[u.Low]} comes before {order[u.High]}.").Order(StringComparer.Ordinal),
    ];

    /// <summary>Types under the root that belong to no station.</summary>
    /// <param name="uses">Types that use types.</param>
    public IReadOnlyList<string> Homeless(IEnumerable<(string From, string To)> uses) =>
        [.. uses.Select(u => u.From).Where(t => t.StartsWith(root, StringComparison.Ordinal) && Rank(t) < 0).Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>Fails with every line; an assertion about a collection would show the first few.</summary>
    /// <param name="found">What should not be there.</param>
    public static void RequireNone(IReadOnlyList<string> found) => Assert.True(found.Count == 0, string.Join('\n', found));

    private int Rank(string type)
    {
        var best = -1;
        for (var i = 0; i < _spaces.Length; i++)
        {
            if (type.StartsWith(_spaces[i] + ".", StringComparison.Ordinal) && (best < 0 || _spaces[i].Length > _spaces[best].Length))
            {
                best = i;
            }
        }
        return best;
    }
}
