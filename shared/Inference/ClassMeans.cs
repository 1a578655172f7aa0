namespace DmlStudio.Inference;

/// <summary>Means of the embeddings of unit length of each label, themselves of unit length.</summary>
/// <param name="Unit">[C · D]; 0 for a label without texts.</param>
/// <param name="Present">[C], whether a label has a text.</param>
public sealed record ClassMeans(float[] Unit, bool[] Present)
{
    /// <summary>The means by which rules decide, proxies start and attributions ask; summed as the embeddings are, in float32.</summary>
    /// <param name="embeddings">Texts, [n · D].</param>
    /// <param name="labels">Their labels, [n].</param>
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

    /// <summary>The means from which distances are told; summed in float64, as the stored distances have been since there are
    /// any.</summary>
    /// <remarks>They differ from those of <see cref="Of"/> in the last bits: runs of the same settings keep theirs.</remarks>
    /// <param name="embeddings">Texts, [n · D].</param>
    /// <param name="labels">Their labels, [n].</param>
    public static ClassMeans InFloat64(float[] embeddings, int[] labels, int dimension, int classes)
    {
        var unit = Vectors.Normalised(embeddings, dimension);
        var (sums, counts) = (new double[classes * dimension], new int[classes]);
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            for (var d = 0; d < dimension; d++) { sums[labels[i] * dimension + d] += unit[i * dimension + d]; }
        }
        var means = new float[sums.Length];
        for (var i = 0; i < sums.Length; i++) { means[i] = (float)(sums[i] / Math.Max(1, counts[i / dimension])); }
        return new ClassMeans(Vectors.Normalised(means, dimension), Array.ConvertAll(counts, c => c > 0));
    }
}
