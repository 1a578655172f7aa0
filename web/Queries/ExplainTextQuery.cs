using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Web.Queries;

/// <summary>The explanations of one text by several runs, on one scale.</summary>
/// <param name="TextId">Id of the text.</param>
/// <param name="Runs">Ids of the runs, or null for all that explain it.</param>
/// <param name="Target">Explained quantity.</param>
public sealed record ExplainTextQuery(string TextId, IReadOnlyList<string>? Runs, string Target)
{
    /// <summary>One run's view.</summary>
    /// <param name="Run">Run.</param>
    /// <param name="Explanation">Explanation.</param>
    /// <param name="Probabilities">Probabilities of its main rule, [C]; empty when not held.</param>
    public sealed record Row(RunSummary Run, Explanation Explanation, IReadOnlyList<float> Probabilities);

    /// <summary>The answer.</summary>
    /// <param name="Text">Text.</param>
    /// <param name="Labels">Label names.</param>
    /// <param name="Dataset">Dataset.</param>
    /// <param name="Rows">Runs.</param>
    /// <param name="Scale">Largest absolute weight of all rows.</param>
    public sealed record Answer(TextRecord Text, IReadOnlyList<string> Labels, string Dataset, IReadOnlyList<Row> Rows, double Scale);

    /// <summary>Asks.</summary>
    /// <param name="store">Store.</param>
    /// <returns>Null when no run explains the text.</returns>
    public Answer? Ask(RunStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var rows = new List<Row>();
        TextSet? set = null;
        var index = -1;
        foreach (var run in store.Runs().Where(r => r.Status == RunStatus.Done && r.ExplainedCount > 0 && (Runs is null || Runs.Contains(r.Id)))
            .OrderBy(r => r.Loss, StringComparer.Ordinal).ThenBy(r => r.Repetition))
        {
            if (store.Texts(run.Corpus) is not { } texts) { continue; }
            var at = texts.Texts.Select((t, i) => t.Id == TextId ? i : -1).FirstOrDefault(i => i >= 0, -1);
            if (at < 0 || store.Explanations(run.Id, at).FirstOrDefault(e => e.Target == Target) is not { } explanation) { continue; }
            (set, index) = (texts, at);
            var predictions = store.Details(run.Id)?.Predictions;
            var place = predictions is null ? -1 : Array.IndexOf(predictions.TextIndex, at);
            var rule = predictions?.Rule(run.MainRule);
            rows.Add(new Row(run, explanation, place < 0 || rule is null ? [] : rule.Probabilities[(place * run.Labels.Count)..((place + 1) * run.Labels.Count)]));
        }
        return set is null ? null : new Answer(set.Texts[index], set.Labels, set.Dataset, rows,
            rows.SelectMany(r => r.Explanation.Words).Select(w => Math.Abs(w.Weight ?? 0)).DefaultIfEmpty(0).Max());
    }
}
