using System.Globalization;
using DmlStudio.Store;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>The list of texts that a reader came from, so that previous and next stay within it.</summary>
/// <param name="View">View of one of its texts.</param>
public sealed record ListedTextsQuery(ExplainView View)
{
    /// <summary>The answer.</summary>
    /// <param name="Title">What the list is.</param>
    /// <param name="Address">Its address.</param>
    /// <param name="Before">Id of the text before, or null.</param>
    /// <param name="After">Id of the text after, or null.</param>
    /// <param name="Place">Place of the text from 1, or 0 when it is not in the list.</param>
    /// <param name="Count">Texts of the list.</param>
    public sealed record Answer(string Title, string Address, string? Before, string? After, int Place, int Count);

    /// <param name="shelf">Predictions, with their store.</param>
    public Answer Ask(RunShelf shelf)
    {
        var (title, address, ids) = Listed(shelf, shelf.Store);
        var at = ids.IndexOf(View.Text);
        return new Answer(title, address, at > 0
            ? ids[at - 1]
            : null, at >= 0 && at + 1 < ids.Count
            ? ids[at + 1]
            : null, at + 1, ids.Count);
    }

    private (string Title, string Address, List<string> Ids) Listed(RunShelf shelf, RunStore store)
    {
        if (LocalAddress.Parse(View.From) is { } from)
        {
            if (from.Path is ["runs", var id, "texts"] && store.Run(id) is { } run)
            {
                var query = new RunTextsQuery(run, from.Query.GetValueOrDefault("rule")
                    ?? run.MainRule, Label("gold"), Label("predicted"), 1);
                return ($"Texts of {run.LossTitle} on {run.Dataset}", View.From!, [.. (query.All(store) ?? []).Select(i => i.Text.Id)]);

                int? Label(string name) =>
                    int.TryParse(from.Query.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                        && n < run.Labels.Count ? n : null;
            }
            if (from.Path is ["reliability", "texts"])
            {
                var answer = new ReliabilityQuery(ReliabilityView.Read("texts", name => from.Query.GetValueOrDefault(name))).Ask(shelf);
                return ($"Texts behind a figure of {answer.Rows?.Dataset ?? "reliability"}", View.From!,
                    answer.Rows is { Count: > 0 } rows ? [.. new ReliabilityTextsQuery(answer.View, rows).Ids()] : []);
            }
            if (from.Path is ["space", ..]
                && new SpaceQuery(SpaceView.Of(from.Path.ElementAtOrDefault(1), n => from.Query.GetValueOrDefault(n))).All(store)
                    is { } space)
            {
                // Training texts have no prediction to explain.
                return ($"Texts of the space of {space.Run.LossTitle}", View.From!,
                    [.. space.Items.Where(i => i.Predicted is not null).Select(i => i.Text.Id)]);
            }
            if (from.Path is ["compare", "columns"]
                && new CompareColumnsQuery(from.Query.GetValueOrDefault("of"), from.Query.GetValueOrDefault("rule"), 1).All(store)
                    is { } some)
            {
                return ("Texts on which they differ", View.From!, [.. some.Items.Select(i => i.Text.Id)]);
            }
            return ("Back to the list", View.From!, []);
        }
        return ("Explained texts", Addresses.Explain(View.Filter, View.Show, dataset: View.Dataset),
            [.. new ExplainedTextsQuery(View.Filter, View.Show) { Dataset = View.Dataset }.All(store).Select(i => i.Text.Id)]);
    }
}
