namespace DmlStudio.Records;

/// <summary>One text of a corpus.</summary>
/// <param name="Id">Stable id: dataset, dash, eight hex digits of the hash of the normalised text.</param>
/// <param name="Text">The text as it was read; in a pair corpus the first of the two.</param>
/// <param name="Pair">Second text of a pair, or null.</param>
/// <param name="Label">Label, an index into the corpus's label names.</param>
/// <param name="Score">How alike the two of a graded pair are, 0 to 1; null where nobody said.</param>
public sealed record TextRecord(string Id, string Text, string? Pair, int Label, double? Score = null)
{
    /// <summary>Words apart by white space, both texts of a pair together.</summary>
    /// <param name="text">A text.</param>
    /// <param name="pair">Second text of a pair, or null.</param>
    public static int WordsOf(string text, string? pair)
    {
        ArgumentNullException.ThrowIfNull(text);
        static int Count(string some) => some.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return Count(text) + (pair is null ? 0 : Count(pair));
    }
}
