using DmlStudio.Records;

namespace DmlStudio.Explanations;

/// <summary>Agreement of every two methods, averaged within a text first and then over texts.</summary>
public static class AgreementTable
{
    /// <summary>One row per pair of methods and target; methods without a sign are left out.</summary>
    /// <param name="all">Explanations of one run.</param>
    public static IReadOnlyList<AgreementRow> Of(IEnumerable<Explanation> all)
    {
        var rows = new List<AgreementRow>();
        var judged = all.Where(MethodKind.IsSigned);
        foreach (var target in judged.GroupBy(e => e.Target).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var methods = target.GroupBy(Name).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, Texts: g.GroupBy(Text).ToDictionary(t => t.Key, t => t.Last()))).ToArray();
            for (var a = 0; a < methods.Length; a++)
            {
                for (var b = a + 1; b < methods.Length; b++)
                {
                    MethodAgreement[] both =
                        [.. methods[a].Texts.Keys.Where(methods[b].Texts.ContainsKey)
                            .Select(t => (A: methods[a].Texts[t], B: methods[b].Texts[t]))
                        .Where(p => MethodAgreement.Comparable(p.A, p.B)).Select(p => MethodAgreement.Of(p.A, p.B))];
                    if (both.Length == 0) { continue; }
                    rows.Add(new AgreementRow(methods[a].Key, methods[b].Key, target.Key, MeanInterval.Of(both.Select(m => m.Spearman)),
                        MeanInterval.Of(both.Select(m => (double?)m.Signs)),
                        MeanInterval.Of(both.Select(m => (double?)m.Top)), both.Count(m => m.Spearman is null)));
                }
            }
        }
        return rows;
    }

    private static string Name(Explanation e) => e.Profile.Length == 0 ? e.Method : $"{e.Method}/{e.Profile}";

    private static (int, string?, int) Text(Explanation e) => (e.TextIndex, e.OwnText, e.Label);
}
