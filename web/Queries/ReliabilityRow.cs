using DmlStudio.Web.Slices;

namespace DmlStudio.Web.Queries;

/// <summary>One held-out text in one draw, as a slice expression sees it.</summary>
/// <param name="answer">All rows.</param>
/// <param name="own">Loss that fields without <c>@</c> ask.</param>
public sealed class ReliabilityRow(ReliabilityRows answer, int row, ReliabilityModel own) : ISliceRow
{
    /// <inheritdoc/>
    public double Number(string field, string? loss) => field switch
    {
        "length" => answer.Length[row],
        "repetition" => answer.Repetition[row],
        "fold" => answer.Fold[row],
        "confidence" => Model(loss).Confidence[row],
        "margin" => Model(loss).Margin[row],
        _ => Model(loss).Distances.TryGetValue(field, out var values) ? values[row] : double.NaN,
    };

    /// <inheritdoc/>
    public string Word(string field, string? loss) => field switch
    {
        "label" => answer.Labels[answer.Gold[row]],
        "predicted" => answer.Labels[Model(loss).Predicted[row]],
        _ => answer.Texts[row].Pair is { } pair ? answer.Texts[row].Text + "\n" + pair : answer.Texts[row].Text,
    };

    /// <inheritdoc/>
    public bool Flag(string field, string? loss) => field switch
    {
        "wrong" => !Model(loss).Right[row],
        "right" => Model(loss).Right[row],
        "all-wrong" => answer.Models.All(m => !m.Right[row]),
        "all-right" => answer.Models.All(m => m.Right[row]),
        _ => answer.Models.Any(m => m.Predicted[row] != own.Predicted[row]),
    };

    private ReliabilityModel Model(string? loss) => loss is null ? own : answer.Models.First(m => m.Loss == loss);
}
