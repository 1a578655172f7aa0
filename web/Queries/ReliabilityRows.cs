using DmlStudio.Records;
using DmlStudio.Web.Slices;

namespace DmlStudio.Web.Queries;

/// <summary>The held-out texts of the chosen draws with what every chosen loss says of them; arrays have one entry per row (N).</summary>
public sealed class ReliabilityRows
{
    public required string Dataset { get; init; }

    /// <summary>Label names.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The chosen losses, the baseline first.</summary>
    public required IReadOnlyList<ReliabilityModel> Models { get; init; }

    /// <summary>Position of the text in the corpus.</summary>
    public required int[] TextIndex { get; init; }

    public required TextRecord[] Texts { get; init; }

    /// <summary>True label.</summary>
    public required int[] Gold { get; init; }

    public required int[] Repetition { get; init; }

    public required int[] Fold { get; init; }

    /// <summary>Words, apart by white space.</summary>
    public required int[] Length { get; init; }

    public int Count => Gold.Length;

    /// <summary>Distinct texts.</summary>
    public int DistinctTexts => TextIndex.Distinct().Count();

    public IReadOnlyList<int> Repetitions => [.. Repetition.Distinct().Order()];

    /// <summary>Names that a slice expression may use.</summary>
    public SliceNames Names => new([.. Models.Select(m => m.Loss)], Labels);

    /// <summary>A loss by its name, else the baseline.</summary>
    public ReliabilityModel Model(string? loss) => Models.FirstOrDefault(m => m.Loss == loss) ?? Models[0];

    /// <summary>Rows of a slice.</summary>
    /// <param name="own">Loss that fields without <c>@</c> ask.</param>
    public int[] Where(SliceFilter filter, ReliabilityModel own)
    {
        return [.. Enumerable.Range(0, Count).Where(i => filter.Holds(new ReliabilityRow(this, i, own)))];
    }

    /// <summary>The same with some of the rows.</summary>
    /// <param name="rows">Rows that stay.</param>
    public ReliabilityRows Only(int[] rows)
    {
        T[] Of<T>(T[] all) => [.. rows.Select(i => all[i])];
        var classes = Labels.Count;
        return new ReliabilityRows
        {
            Dataset = Dataset,
            Labels = Labels,
            TextIndex = Of(TextIndex),
            Texts = Of(Texts),
            Gold = Of(Gold),
            Repetition = Of(Repetition),
            Fold = Of(Fold),
            Length = Of(Length),
            Models = [.. Models.Select(m => new ReliabilityModel
            {
                Loss = m.Loss,
                Title = m.Title,
                Family = m.Family,
                Sibling = m.Sibling,
                Runs = m.Runs,
                Temperatures = m.Temperatures,
                Predicted = Of(m.Predicted),
                Right = Of(m.Right),
                Confidence = Of(m.Confidence),
                Margin = Of(m.Margin),
                Probabilities = [.. rows.SelectMany(i => m.Probabilities[(i * classes)..((i + 1) * classes)])],
                Distances = m.Distances.ToDictionary(d => d.Key, d => Of(d.Value)),
            })],
        };
    }
}
