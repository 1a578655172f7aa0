using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>Held-out texts of a run, the most confident first.</summary>
/// <param name="Rule">Inference rule.</param>
/// <param name="Gold">Label, or null for all.</param>
/// <param name="Predicted">Predicted label, or null for all.</param>
/// <param name="Page">Page from 1.</param>
public sealed record RunTextsQuery(RunSummary Run, string Rule, int? Gold, int? Predicted, int Page)
{
    /// <summary>Texts of a page.</summary>
    public const int PageSize = 50;

    /// <summary>A text with its prediction.</summary>
    /// <param name="Gold">Its label.</param>
    /// <param name="Predicted">Predicted label.</param>
    /// <param name="Probability">Probability of the predicted label.</param>
    public sealed record Item(TextRecord Text, int Gold, int Predicted, double Probability);

    /// <summary>The answer.</summary>
    /// <param name="Items">Texts of the page.</param>
    /// <param name="Total">Texts in all.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages, at least 1.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, int Total, int Page, int Pages);

    /// <summary>Reads an address.</summary>
    /// <param name="value">Value of a parameter, or null.</param>
    /// <param name="page">Page from 1.</param>
    /// <returns>The query, and what of the address the run does not have, in words.</returns>
    public static (RunTextsQuery Query, IReadOnlyList<string> Lacking) Of(RunSummary run, Func<string, string?> value, int page = 1)
    {
        var lacking = new List<string>();
        int? Label(string name, string what)
        {
            if (value(name) is not { Length: > 0 } asked) { return null; }
            if (ExplainView.Whole(asked) is { } number && number < run.Labels.Count) { return number; }
            lacking.Add($"This run has no {what} number \"{asked}\"; texts of every {what} are shown.");
            return null;
        }
        var (gold, predicted) = (Label("gold", "label"), Label("predicted", "predicted label"));
        return (new RunTextsQuery(run, value("rule") is { Length: > 0 } rule ? rule : run.MainRule, gold, predicted, page), lacking);
    }

    /// <summary>Asks for a page.</summary>
    /// <returns>Null when the run is not finished, lacks the rule, or its texts are not in this store.</returns>
    public Answer? Ask(RunStore store)
    {
        if (All(store) is not { } found) { return null; }
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        var page = Math.Clamp(Page, 1, pages);
        return new Answer([.. found.Skip((page - 1) * PageSize).Take(PageSize)], found.Count, page, pages);
    }

    /// <summary>Asks for every text, in the order of the pages.</summary>
    /// <returns>Null when the run is not finished, lacks the rule, or its texts are not in this store.</returns>
    public IReadOnlyList<Item>? All(RunStore store)
    {
        if (store.Details(Run.Id)?.Predictions is not { } predictions || predictions.Rule(Rule) is not { } rule
            || store.Texts(Run.Corpus) is not { } texts)
        {
            return null;
        }
        var classes = Run.Labels.Count;
        return [.. Enumerable.Range(0, predictions.Count)
            .Where(i => (Gold is null || predictions.Gold[i] == Gold) && (Predicted is null || rule.Predicted[i] == Predicted))
            .Select(i => new Item(texts.Texts[predictions.TextIndex[i]], predictions.Gold[i], rule.Predicted[i],
                rule.Probabilities[i * classes + rule.Predicted[i]]))
            .OrderByDescending(i => i.Probability).ThenBy(i => i.Text.Id, StringComparer.Ordinal)];
    }
}
