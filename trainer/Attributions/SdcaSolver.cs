using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace DmlStudio.Trainer.Attributions;

/// <summary>The surrogate by Microsoft.ML's stochastic dual coordinate ascent: a start near the optimum.</summary>
/// <remarks>Its objective is (1/n)Σw(y − ŷ)² + (λ/2)‖β‖² + λτ‖β‖₁ (Shalev-Shwartz and Zhang 2013, arXiv:1209.1873), so
/// a Lasso α is τ = 2α/λ at a small λ, and a Ridge α is λ = 2α/Σw with τ = 0. A fresh context with a fixed seed and one
/// thread: equal bits every time.</remarks>
internal static class SdcaSolver
{
    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public float Weight { get; set; }
    }

    /// <summary>Fits centred data.</summary>
    /// <param name="x">Centred features, row by row.</param>
    /// <param name="y">Centred target.</param>
    /// <param name="weights">Raw weights.</param>
    /// <param name="lasso">Lasso, otherwise Ridge.</param>
    public static double[] Fit(double[][] x, double[] y, double[] weights, bool lasso, double alpha)
    {
        var sum = weights.Sum();
        var lambda = lasso ? 1e-3 : 2 * alpha / sum;
        // Targets of unit spread keep single precision away from its edge.
        var spread = Math.Max(Math.Sqrt(y.Zip(weights, (v, w) => v * v * w).Sum() / sum), 1e-12);
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, x[0].Length);
        var data = context.Data.LoadFromEnumerable(x.Select((row, i) => new Row
        {
            Features = Array.ConvertAll(row, v => (float)v),
            Label = (float)(y[i] / spread),
            Weight = (float)(weights[i] * weights.Length / sum),
        }), schema);
        var model = context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        {
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = nameof(Row.Features),
            ExampleWeightColumnName = nameof(Row.Weight),
            L2Regularization = (float)lambda,
            L1Regularization = lasso ? (float)(2 * alpha / spread / lambda) : 0,
            ConvergenceTolerance = lasso ? 1e-4f : 1e-7f,
            MaximumNumberOfIterations = lasso ? 200 : 1000,
            BiasLearningRate = 0,
            NumberOfThreads = 1,
            Shuffle = true,
        }).Fit(data).Model;
        return [.. model.Weights.Select(w => w * spread)];
    }
}
