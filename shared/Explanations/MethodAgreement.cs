using System.Globalization;
using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Explanations;

/// <summary>How far two explanations of one text agree; their scales do not matter.</summary>
/// <param name="Spearman">Rank correlation of the signed weights; null when one of them is constant.</param>
/// <param name="Signs">Share of the words in either top five that have the same sign in both.</param>
/// <param name="Top">Jaccard overlap of the five largest words by absolute weight.</param>
public sealed record MethodAgreement(double? Spearman, double Signs, double Top)
{
    private const int Five = 5;

    /// <summary>Whether two explanations of one text can be compared: the same words (they may be cut in another way, with punctuation
    /// apart), two of which at least both have seen.</summary>
    /// <param name="a">One explanation.</param>
    /// <param name="b">Another of the same text.</param>
    public static bool Comparable(Explanation a, Explanation b) =>
        SameWords(a, b) && a.Words.Zip(b.Words).Count(w => w.First.Weight is not null && w.Second.Weight is not null) >= 2;

    /// <summary>Compares two explanations of the same words; words that one of them has not seen are left out.</summary>
    /// <param name="a">One explanation.</param>
    /// <param name="b">Another of the same text.</param>
    /// <exception cref="ArgumentException">They have not the same words.</exception>
    public static MethodAgreement Of(Explanation a, Explanation b)
    {
        if (!SameWords(a, b))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The explanations have {a.Words.Count} and {b.Words.Count} words with different places; only explanations of one "
                        + $"text in the same words can be compared."), nameof(
                    b));
        }
        int[] both = [.. Enumerable.Range(0, a.Words.Count).Where(w => a.Words[w].Weight is not null && b.Words[w].Weight is not null)];
        return Of([.. both.Select(w => a.Words[w].Weight!.Value)], [.. both.Select(w => b.Words[w].Weight!.Value)]);
    }

    /// <summary>Compares two vectors of weights.</summary>
    /// <param name="b">As many.</param>
    public static MethodAgreement Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        int[] either = [.. Top5(a).Union(Top5(b))];
        return new MethodAgreement(Correlation.Spearman(a, b), either.Length == 0
            ? double.NaN
            : either.Average(w => Math.Sign(a[w]) == Math.Sign(b[w]) ? 1.0 : 0), TopJaccard(a, b));
    }

    /// <summary>Jaccard overlap of the five largest words by absolute weight.</summary>
    /// <param name="b">As many.</param>
    public static double TopJaccard(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        int[] first = Top5(a), second = Top5(b);
        var union = first.Union(second).Count();
        return union == 0 ? double.NaN : first.Intersect(second).Count() / (double)union;
    }

    private static bool SameWords(Explanation a, Explanation b) =>
        a.Words.Select(w => (w.Start, w.End)).SequenceEqual(b.Words.Select(w => (w.Start, w.End)));

    private static int[] Top5(IReadOnlyList<double> weights) =>
        [.. Enumerable.Range(0, weights.Count).OrderByDescending(w => Math.Abs(weights[w])).Take(Five)];
}
