using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Web.Queries;

/// <summary>Do methods that explain one prediction name the same words?</summary>
public static class MethodAgreement
{
    /// <summary>Words that count as the top.</summary>
    public const int Top = 3;

    /// <summary>From this rank correlation on methods are said to agree.</summary>
    public const double Enough = 0.5;

    /// <summary>Two methods.</summary>
    /// <param name="First">One.</param>
    /// <param name="Second">Another.</param>
    /// <param name="Spearman">Rank correlation of the signed weights, null when one of them does not vary.</param>
    /// <param name="Shared">Share of the <see cref="Top"/> largest words that both have, 0..1.</param>
    public sealed record Pair(string First, string Second, double? Spearman, double Shared);

    /// <summary>Compares each method, by its log-odds where it has them, with every other.</summary>
    /// <param name="explanations">Explanations of one label of one text by one run.</param>
    public static IReadOnlyList<Pair> Of(IReadOnlyList<Explanation> explanations)
    {
        // Attention rollout has no sign and explains no label: it agrees or disagrees with nothing.
        var methods = explanations.Where(e => e.Target != "attention").GroupBy(ExplainTextQuery.MethodOf)
            .Select(g => (Name: g.Key, Explanation: g.OrderBy(e => e.Target == "log-odds" ? 0 : e.Target == "probability" ? 1 : 2).First()))
            .OrderBy(m => m.Name, StringComparer.Ordinal).ToArray();
        var pairs = new List<Pair>();
        for (var a = 0; a < methods.Length; a++)
        {
            for (var b = a + 1; b < methods.Length; b++)
            {
                var both = methods[a].Explanation.Words.Zip(methods[b].Explanation.Words).Where(w => w.First.Weight is not null && w.Second.Weight is not null).ToArray();
                double[] x = [.. both.Select(w => w.First.Weight!.Value)], y = [.. both.Select(w => w.Second.Weight!.Value)];
                if (x.Length < 2) { continue; }
                var top = Math.Min(Top, x.Length);
                pairs.Add(new Pair(methods[a].Name, methods[b].Name, Correlation.Spearman(x, y), Largest(x, top).Intersect(Largest(y, top)).Count() / (double)top));
            }
        }
        return pairs;
    }

    private static IEnumerable<int> Largest(double[] values, int count) => Enumerable.Range(0, values.Length).OrderByDescending(i => Math.Abs(values[i])).ThenBy(i => i).Take(count);
}
