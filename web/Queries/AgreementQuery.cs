using DmlStudio.Explanations;
using DmlStudio.Records;

namespace DmlStudio.Web.Queries;

/// <summary>Do methods that explain one prediction name the same words?</summary>
public static class AgreementQuery
{
    /// <summary>From this rank correlation on methods are said to agree.</summary>
    public const double Enough = 0.5;

    /// <summary>Two methods.</summary>
    /// <param name="Agreement">How far they agree.</param>
    public sealed record Pair(string First, string Second, MethodAgreement Agreement);

    /// <summary>Compares each signed method, by its log-odds where it has them, with every other.</summary>
    /// <param name="explanations">Explanations of one label of one text by one run.</param>
    public static IReadOnlyList<Pair> Of(IReadOnlyList<Explanation> explanations)
    {
        var methods = explanations.Where(MethodKind.IsSigned).GroupBy(ExplainTextQuery.MethodOf)
            .Select(g => (Name: g.Key, Explanation: g.OrderBy(e => e.Target == "log-odds" ? 0 : e.Target == "probability" ? 1 : 2).First()))
            .OrderBy(m => m.Name, StringComparer.Ordinal).ToArray();
        return [.. from a in Enumerable.Range(0, methods.Length)
                   from b in Enumerable.Range(a + 1, methods.Length - a - 1)
                   where MethodAgreement.Comparable(methods[a].Explanation, methods[b].Explanation)
                   select new Pair(methods[a].Name, methods[b].Name, MethodAgreement.Of(methods[a].Explanation, methods[b].Explanation))];
    }
}
