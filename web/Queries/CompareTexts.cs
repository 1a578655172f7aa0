using DmlStudio.Records;
using DmlStudio.Statistics;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>The held-out texts of one draw with what two runs say of them.</summary>
internal sealed record CompareTexts(RunSummary RunA, RunSummary RunB, IReadOnlyList<CompareTexts.Judged> Texts, Agreement Agreement)
{
    /// <summary>One text.</summary>
    public sealed record Judged(int Index, int Gold, int SaidA, int SaidB, float[] ProbabilitiesA, float[] ProbabilitiesB,
        RunSummary RunA, RunSummary RunB)
    {
        public bool RightA => SaidA == Gold;

        public bool RightB => SaidB == Gold;

        /// <summary>Margin of B less margin of A.</summary>
        public double MarginGap => Margin(ProbabilitiesB) - Margin(ProbabilitiesA);

        private double Margin(float[] probabilities) =>
            probabilities[Gold] - probabilities.Where((_, c) => c != Gold).DefaultIfEmpty(0).Max();
    }

    public static CompareTexts? Of(RunStore store, RunSummary a, RunSummary b, string? rule)
    {
        if (store.Details(a.Id)?.Predictions is not { } ofA || store.Details(b.Id)?.Predictions is not { } ofB) { return null; }
        if (ofA.Rule(rule ?? a.MainRule) is not { } first || ofB.Rule(rule ?? b.MainRule) is not { } second) { return null; }
        var classes = a.Labels.Count;
        var place = new Dictionary<int, int>();
        for (var i = 0; i < ofB.Count; i++) { place[ofB.TextIndex[i]] = i; }
        Judged[] texts = [.. Enumerable.Range(0, ofA.Count).Where(i => place.ContainsKey(ofA.TextIndex[i]))
            .Select(i => (i, j: place[ofA.TextIndex[i]]))
            .Select(p => new Judged(ofA.TextIndex[p.i], ofA.Gold[p.i], first.Predicted[p.i], second.Predicted[p.j],
                first.Probabilities[(p.i * classes)..((p.i + 1) * classes)], second.Probabilities[(p.j * classes)..((p.j + 1) * classes)],
                    a, b))];
        return Together(texts, classes) is { } agreement ? new CompareTexts(a, b, texts, agreement) : null;
    }

    /// <summary>Every text once, from the first draw that holds it out.</summary>
    public static IReadOnlyList<Judged> Once(IEnumerable<CompareTexts> draws) =>
        [.. draws.SelectMany(d => d.Texts).DistinctBy(t => t.Index)];

    public static Agreement? Together(IReadOnlyList<Judged> texts, int classes) => texts.Count == 0 ? null : Agreement.Of(
        [.. texts.Select(t => t.Gold)], [.. texts.Select(t => t.SaidA)], [.. texts.Select(t => t.SaidB)], classes);
}
