using DmlStudio.Statistics;
using DmlStudio.Web.Slices;

namespace DmlStudio.Web.Queries;

/// <summary>Slices as rows, losses as columns.</summary>
/// <param name="Slices">Names and expressions.</param>
public sealed record SlicesQuery(ReliabilityRows Rows, IReadOnlyList<(string Name, string Expression)> Slices)
{
    /// <summary>One loss on a slice.</summary>
    /// <param name="Right">Right texts.</param>
    /// <param name="Test">Against the baseline on the same texts; null for the baseline.</param>
    public sealed record Cell(ReliabilityModel Model, int Right, int Count, McNemar? Test);

    /// <summary>A slice.</summary>
    /// <param name="Cells">One for each loss; empty when the expression cannot be read.</param>
    /// <param name="Error">What is wrong with the expression, or null.</param>
    public sealed record Item(string Name, string Expression, IReadOnlyList<Cell> Cells, string? Error);

    /// <summary>Slices that are shown beside the saved ones: short, long, far from the mean, unsure.</summary>
    public static IReadOnlyList<(string Name, string Expression)> Standard(ReliabilityRows rows)
    {
        var lengths = rows.Length.Order().ToArray();
        var (shortest, longest) = lengths.Length == 0 ? (0, 0) : (lengths[lengths.Length / 10], lengths[lengths.Length * 9 / 10]);
        var loss = rows.Models[0].Loss;
        return
        [
            ("all", ""),
            ("short texts", FormattableString.Invariant($"length<={shortest}")),
            ("long texts", FormattableString.Invariant($"length>={longest}")),
            ("baseline unsure", $"{SliceFilter.At("confidence", loss)}<0.6"),
            ("baseline sure", $"{SliceFilter.At("confidence", loss)}>=0.9"),
            ("with a negation", "text~\" not \" or text~n't or text~\" no \" or text~never"),
            ("losses disagree", "disagree"),
        ];
    }

    public IReadOnlyList<Item> Ask() => [.. Slices.Select(Of)];

    private Item Of((string Name, string Expression) slice)
    {
        int[] rows;
        try { rows = Rows.Where(SliceFilter.Parse(slice.Expression, Rows.Names), Rows.Models[0]); }
        catch (InvalidDataException e) { return new Item(slice.Name, slice.Expression, [], e.Message); }
        var first = Rows.Models[0];
        return new Item(slice.Name, slice.Expression, [.. Rows.Models.Select(m => new Cell(m, rows.Count(i => m.Right[i]), rows.Length,
            m == first ? null : new McNemar(rows.Count(i => m.Right[i] && !first.Right[i]),
                rows.Count(i => !m.Right[i] && first.Right[i]))))], null);
    }
}
