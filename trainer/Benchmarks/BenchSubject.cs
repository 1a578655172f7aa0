using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>What is measured: a cell of a real experiment, and the rate of the machine that it runs on.</summary>
/// <param name="Cell">Cell, with cross-entropy alone.</param>
/// <param name="Rounds">Turns that count.</param>
/// <param name="Fast16">Whether bfloat16 products are worth measuring here.</param>
/// <param name="Clock">What is counted.</param>
internal sealed record BenchSubject(TrainingCell Cell, int Rounds, bool Fast16, BenchClock Clock)
{
    private const int Large = 2048;

    /// <summary>Formats that are measured.</summary>
    public IReadOnlyList<Precision> Precisions => Fast16 ? [Precision.Fp32, Precision.Bf16] : [Precision.Fp32];

    /// <summary>Training and held-out texts, all of the pool's other texts.</summary>
    public (int[] Train, int[] Test) Split()
    {
        var split = FewShotTraining.Split(Cell);
        return (split.Train, split.Test);
    }

    /// <summary>A piece of work that measures the machine's own product rate, in seconds per operation.</summary>
    /// <param name="product">The product, of <see cref="Product"/>.</param>
    public Func<double> Gemm(SquareProduct product)
    {
        return () => Enumerable.Range(0, 3).Min(_ => Clock.Time(() => product.Best(1))) / (2.0 * Large * Large * Large);
    }

    /// <summary>The product that machines are measured by: float32, 2048³.</summary>
    public static SquareProduct Product() => new(Large, ScalarType.Float32, CPU);
}
