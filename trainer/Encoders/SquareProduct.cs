using System.Diagnostics;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>A square matrix product to measure a machine by ("GEMM").</summary>
internal sealed class SquareProduct : IDisposable
{
    private readonly Tensor _a, _b;
    private readonly int _size;

    /// <summary>Makes the factors and multiplies once, so that nothing is made for the first time when it is measured.</summary>
    /// <param name="size">Rows and columns n of each factor.</param>
    /// <param name="type">Number format.</param>
    public SquareProduct(int size, ScalarType type, Device device)
    {
        _size = size;
        _a = full([size, size], N(0.5), dtype: type, device: device).DetachFromDisposeScope();     // [n, n]
        _b = full([size, size], N(0.25), dtype: type, device: device).DetachFromDisposeScope();    // [n, n]
        Best(1);
    }

    /// <summary>The best rate of some products, in GFLOP/s.</summary>
    /// <param name="rounds">Number of products, at least 1.</param>
    public double Best(int rounds)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < rounds; round++)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            var start = Stopwatch.GetTimestamp();
            // One element is read, so that a GPU has finished.
            _a.mm(_b)[0, 0].cpu();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * _size * _size * _size / best / 1e9;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }
}
