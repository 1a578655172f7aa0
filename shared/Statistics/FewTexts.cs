using System.Globalization;

namespace DmlStudio.Statistics;

/// <summary>When a figure rests on so few held-out texts that it must say so.</summary>
public static class FewTexts
{
    /// <summary>From this number of held-out texts on a figure stands without a remark: below it one text moves
    /// accuracy by more than 3 points.</summary>
    public const int Enough = 30;

    /// <summary>Whether a figure rests on too few texts to stand without a remark.</summary>
    /// <param name="texts">Held-out texts of a run.</param>
    public static bool Are(int texts) => texts < Enough;

    /// <summary>The remark for figures of some runs; null when all of them rest on enough texts.</summary>
    /// <param name="texts">Held-out texts of each run.</param>
    public static string? Remark(IEnumerable<int> texts)
    {
        int[] few = [.. texts.Where(Are).Distinct().Order()];
        if (few.Length == 0) { return null; }
        var counts = few.Length == 1
            ? few[0].ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{few[0]} to {few[^1]}");
        return few[^1] == 0 ? "No held-out text: there is no figure."
            : string.Create(CultureInfo.InvariantCulture,
                $"Few held-out texts: {counts} a run, fewer than {Enough}. One text moves accuracy by "
                    + $"{100.0 / few.First(f => f > 0):0.0} points.");
    }
}
