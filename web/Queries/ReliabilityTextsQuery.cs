using DmlStudio.Records;
using DmlStudio.Web.Links;

namespace DmlStudio.Web.Queries;

/// <summary>The texts behind a bin, a cell or a slice.</summary>
/// <param name="View">View; a bin belongs to the groups that its choices make.</param>
/// <param name="Rows">Rows of the view's slice.</param>
public sealed record ReliabilityTextsQuery(ReliabilityView View, ReliabilityRows Rows)
{
    /// <summary>Texts of a page.</summary>
    public const int PageSize = 50;

    /// <summary>A text.</summary>
    /// <param name="Row">Its row.</param>
    public sealed record Item(int Row, TextRecord Text);

    /// <summary>The answer.</summary>
    /// <param name="Items">Texts of the page, the surest errors of the loss that is looked at first.</param>
    /// <param name="Total">Texts in all.</param>
    /// <param name="Wrong">Those that the loss gets wrong.</param>
    /// <param name="Page">Page, from 1.</param>
    /// <param name="Pages">Number of pages, at least 1.</param>
    /// <param name="Group">What the bin holds, in words, or null.</param>
    public sealed record Answer(IReadOnlyList<Item> Items, int Total, int Wrong, int Page, int Pages, string? Group);

    /// <summary>Asks for a page.</summary>
    public Answer Ask()
    {
        var (order, model, group) = All();
        var pages = Math.Max(1, (order.Length + PageSize - 1) / PageSize);
        var page = Math.Clamp(View.Page, 1, pages);
        return new Answer([.. order.Skip((page - 1) * PageSize).Take(PageSize).Select(i => new Item(i, Rows.Texts[i]))], order.Length,
            order.Count(i => !model.Right[i]), page, pages, group);
    }

    /// <summary>Asks for every text, in the order of the pages.</summary>
    /// <returns>Ids; a text that stands there for several draws once.</returns>
    public IReadOnlyList<string> Ids() => [.. All().Order.Select(i => Rows.Texts[i].Id).Distinct()];

    /// <summary>Rows of every text in the order of the pages, the loss that is looked at, and what the bin holds.</summary>
    public (int[] Order, ReliabilityModel Model, string? Group) All()
    {
        var model = Rows.Model(View.Of);
        int[] rows = [.. Enumerable.Range(0, Rows.Count)];
        string? group = null;
        if (View.Bin is { } bin)
        {
            var bins = View.Bins ?? 10;
            var groups = new GroupsQuery(View.By ?? "distance", View.Space == "own", bins).Ask(Rows);
            var line = groups.Lines.FirstOrDefault(l => l.Model == model) ?? (groups.Lines.Count > 0 ? groups.Lines[0] : null);
            rows = line is null || bin < 1 || bin > line.Rows.Count ? [] : line.Rows[bin - 1];
            group = FormattableString.Invariant($"group {bin} of {bins} by {groups.Choice.Title} (1 = {groups.Choice.High})");
        }
        return ([.. rows.OrderBy(i => model.Right[i]).ThenByDescending(i => model.Confidence[i]).ThenBy(i => i)], model, group);
    }
}
