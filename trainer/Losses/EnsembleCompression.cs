using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Compresses the joined vectors of an ensemble to the size of one learner, keeping distances as well as that
/// size allows.</summary>
/// <remarks>Principal components of the training rows; our own choice for the compression of Zabihzadeh et al. 2023.</remarks>
public sealed class EnsembleCompression
{
    private readonly double[] _mean, _components;
    private readonly int _from;

    private EnsembleCompression(double[] mean, double[] components, int from, int to) =>
        (_mean, _components, _from, Size) = (mean, components, from, to);

    /// <summary>Size of a compressed row.</summary>
    public int Size { get; }

    /// <summary>Finds the components.</summary>
    /// <param name="rows">Joined vectors of the training texts, [N, D].</param>
    /// <param name="size">Size d; where the rows span less, that.</param>
    public static EnsembleCompression Fit(Tensor rows, int size)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var x = rows.detach().cpu().to(ScalarType.Float64);
        var mean = x.mean([0], keepdim: true);
        var (_, values, components) = linalg.svd(x.Minus(mean), fullMatrices: false);                // Vᵀ [min(N, D), D]
        var lengths = values.data<double>().ToArray();
        var kept = Math.Max(1, Math.Min(size, lengths.Count(v => v > 1e-10 * Math.Max(lengths[0], 1e-300))));
        var v = components.narrow(0, 0, kept).contiguous();
        // The sign of a component is arbitrary: its largest entry is positive.
        var signs = v.gather(1, v.abs().argmax(1, keepdim: true)).sign();
        return new EnsembleCompression(mean.flatten().data<double>().ToArray(), (v * signs).contiguous().data<double>().ToArray(),
            (int)x.shape[1], kept);
    }

    /// <summary>Projects rows onto what the sample spans.</summary>
    /// <param name="rows">[N, D].</param>
    /// <returns>[N, d], without a graph.</returns>
    public Tensor Of(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var mean = tensor(_mean, dtype: rows.dtype, device: rows.device);
        var components = tensor(_components, dtype: rows.dtype, device: rows.device).view(Size, _from);
        return rows.detach().Minus(mean).matmul(components.t()).MoveToOuterDisposeScope();
    }
}
