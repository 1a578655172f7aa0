using DmlStudio.Trainer.Encoders;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>The matrix products of an encoder and nothing else, in their real shapes: what nothing that is built of the library's products
/// can be faster than. Narrow factors reach less than the large square product that the machine is measured by.</summary>
/// <remarks>Of a layer: query, key and value in one product, scores and mixture of attention, its output, and the two of the feed-forward
/// part. Linear products have the rows of real tokens, attention those of a padded batch. With gradients each product has two more,
/// of its input and of its weight.</remarks>
internal sealed class BareProducts : IDisposable
{
    private readonly EncoderConfig _config;
    private readonly bool _gradients;
    private readonly List<(Shape Shape, Tensor Left, Tensor Right)> _products = [];

    /// <summary>A product [Count] · [Rows, Inner] · [Inner, Columns].</summary>
    /// <param name="Count">Products of one batched call; 1 for a plain one.</param>
    internal readonly record struct Shape(long Count, long Rows, long Inner, long Columns)
    {
        /// <summary>Floating-point operations.</summary>
        public double Operations => 2.0 * Count * Rows * Inner * Columns;
    }

    /// <summary>Makes the factors of one layer for each batch.</summary>
    /// <param name="config">The encoder.</param>
    /// <param name="batches">Tokens of each text, batch by batch.</param>
    /// <param name="gradients">Whether the products of the backward pass are made too.</param>
    public BareProducts(EncoderConfig config, IEnumerable<int[]> batches, bool gradients)
    {
        (_config, _gradients) = (config, gradients);
        foreach (var shape in batches.SelectMany(b => Layer(config, b)))
        {
            _products.Add((shape, Factor(shape.Count, shape.Rows, shape.Inner), Factor(shape.Count, shape.Inner, shape.Columns)));
        }
    }

    /// <summary>The products of one layer, forward.</summary>
    /// <param name="lengths">Tokens of the texts of a batch.</param>
    internal static IReadOnlyList<Shape> Layer(EncoderConfig config, IReadOnlyList<int> lengths)
    {
        long rows = lengths.Sum(), most = lengths.Max(), h = config.Hidden, i = config.Intermediate, a = config.Heads * config.HeadSize;
        var heads = (long)lengths.Count * config.Heads;
        return
        [
            new(1, rows, h, 3 * a), new(heads, most, config.HeadSize, most), new(heads, most, most, config.HeadSize), new(1, rows, a, h),
            new(1, rows, h, i), new(1, rows, i, h),
        ];
    }

    /// <summary>Makes all products once, of all layers.</summary>
    public void Make()
    {
        using var _ = no_grad();
        for (var layer = 0; layer < _config.Layers; layer++)
        {
            foreach (var (shape, left, right) in _products)
            {
                using var scope = NewDisposeScope();
                var made = left.matmul(right);
                if (_gradients)
                {
                    made.matmul(right.transpose(-2, -1));
                    left.transpose(-2, -1).matmul(made);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, left, right) in _products)
        {
            left.Dispose();
            right.Dispose();
        }
    }

    private static Tensor Factor(long count, long rows, long columns)
    {
        long[] size = count == 1 ? [rows, columns] : [count, rows, columns];
        return full(size, N(0.01), dtype: ScalarType.Float32, device: CPU).DetachFromDisposeScope();
    }
}
