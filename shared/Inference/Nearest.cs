using DmlStudio.Records;

namespace DmlStudio.Inference;

/// <summary>Ranks items by cosine to each text.</summary>
public static class Nearest
{
    /// <summary>Up to this many items all are ranked: a few-shot sample is shown whole.</summary>
    public const int AllUpTo = 128;

    /// <summary>Items ranked where there are more than <see cref="AllUpTo"/>.</summary>
    public const int Most = 32;

    /// <summary>The nearest items of each text, the nearest first.</summary>
    /// <param name="texts">Embeddings of the texts, [N · D].</param>
    /// <param name="items">Embeddings of the items, [n · D], at least one.</param>
    /// <param name="dimension">D.</param>
    /// <returns>All items of each text, or the nearest <see cref="Most"/>; items of equal cosine in their order.</returns>
    public static NearestRows Of(float[] texts, float[] items, int dimension)
    {
        float[] rows = Vectors.Normalised(texts, dimension), others = Vectors.Normalised(items, dimension);
        int count = rows.Length / dimension, all = others.Length / dimension, kept = all <= AllUpTo ? all : Most;
        var (index, cosine) = (new int[count * kept], new float[count * kept]);
        var (order, negated) = (new int[all], new float[all]);
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < all; i++)
            {
                order[i] = i;
                negated[i] = -(float)Vectors.Dot(rows.AsSpan(row * dimension, dimension), others.AsSpan(i * dimension, dimension));
            }
            // Two keys: equal cosines stay in the order of the items, so equal runs give equal bytes.
            Array.Sort(order, (a, b) => negated[a] != negated[b] ? negated[a].CompareTo(negated[b]) : a.CompareTo(b));
            for (var k = 0; k < kept; k++) { (index[row * kept + k], cosine[row * kept + k]) = (order[k], -negated[order[k]]); }
        }
        return new NearestRows(kept, index, cosine);
    }
}
