using System.Numerics.Tensors;
using DmlStudio.Records;
using MathNet.Numerics.Statistics;

namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>How two lists of numbers go together.</summary>
internal static class Correlations
{
    /// <summary>Pearson's and Spearman's correlation; 0 where one list is constant.</summary>
    /// <param name="found">What was computed.</param>
    /// <param name="gold">What people said.</param>
    public static IReadOnlyList<TransferMetric> Of(double[] found, double[] gold) =>
        [new("spearman", Defined(Correlation.Spearman(found, gold))), new("pearson", Defined(Correlation.Pearson(found, gold)))];

    /// <summary>Pearson's correlation; 0 where one list is constant.</summary>
    /// <param name="found">What was computed.</param>
    /// <param name="gold">What people said.</param>
    public static double Pearson(double[] found, double[] gold) => Defined(Correlation.Pearson(found, gold));

    /// <summary>Cosine of two rows; 0 where one is zero.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Defined(TensorPrimitives.CosineSimilarity(a, b));

    private static double Defined(double value) => double.IsNaN(value) ? 0 : value;
}
