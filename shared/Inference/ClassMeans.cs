namespace DmlStudio.Inference;

/// <summary>Means of the embeddings of unit length of each label, themselves of unit length.</summary>
/// <param name="Unit">[C · D]; 0 for a label without texts.</param>
/// <param name="Present">[C], whether a label has a text.</param>
public sealed record ClassMeans(float[] Unit, bool[] Present)
{
    /// <summary>The means.</summary>
    /// <param name="embeddings">Texts, [n · D].</param>
    /// <param name="labels">Their labels, [n].</param>
    /// <param name="dimension">D.</param>
    /// <param name="classes">C.</param>
    public static ClassMeans Of(float[] embeddings, int[] labels, int dimension, int classes)
    {
        var unit = Vectors.Normalised(embeddings, dimension);
        var (sums, present) = (new float[classes * dimension], new bool[classes]);
        for (var i = 0; i < labels.Length; i++)
        {
            present[labels[i]] = true;
            for (var d = 0; d < dimension; d++) { sums[labels[i] * dimension + d] += unit[i * dimension + d]; }
        }
        return new ClassMeans(Vectors.Normalised(sums, dimension), present);
    }
}
