namespace DmlStudio.Records;

/// <summary>For each of N texts the nearest K of some items by cosine, nearest first.</summary>
/// <param name="PerText">K, at least 1.</param>
/// <param name="Index">Items, row by row, [N · K].</param>
/// <param name="Cosine">Their cosines, −1..1, [N · K].</param>
public sealed record NearestRows(int PerText, int[] Index, float[] Cosine)
{
    /// <summary>Nearest items of one text.</summary>
    /// <param name="text">Row of the text, from 0.</param>
    public IEnumerable<(int Item, float Cosine)> Of(int text) =>
        Enumerable.Range(text * PerText, PerText).Select(at => (Index[at], Cosine[at]));
}
