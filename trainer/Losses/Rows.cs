using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>What the losses share about rows of a matrix.</summary>
public static class Rows
{
    /// <summary>Rows of unit length; a zero row stays zero (guard 1e-12, as in PyTorch's normalize).</summary>
    /// <param name="x">[N, H].</param>
    public static Tensor Normalised(Tensor x) => x / x.norm(1, keepdim: true).clamp_min(N(1e-12));

    /// <summary>log(1 + Σ exp) down each column over the kept entries, 0 where nothing is kept.</summary>
    /// <param name="x">[N, C].</param>
    /// <param name="keep">[N, C], bool.</param>
    public static Tensor LogOnePlusSumExp(Tensor x, Tensor keep)
    {
        var kept = x.masked_fill(keep.logical_not(), N(double.NegativeInfinity));
        return cat([kept, zeros(1, x.shape[1], dtype: x.dtype, device: x.device)], 0).logsumexp(0);
    }

    /// <summary>Ordered pairs of rows with equal labels (a row with itself is none) and with different ones.</summary>
    /// <param name="labels">[N].</param>
    /// <returns>[N, N] bool each.</returns>
    public static (Tensor Positive, Tensor Negative) Pairs(Tensor labels)
    {
        var same = labels.unsqueeze(0).eq(labels.unsqueeze(1));
        return (same.logical_and(eye(labels.shape[0], dtype: ScalarType.Bool, device: labels.device).logical_not()), same.logical_not());
    }

    /// <summary>log Σ exp over the kept entries, 0 where nothing is kept; a masked entry is finite, so that a row without any
    /// has a gradient of 0 and not NaN.</summary>
    /// <param name="keep">Its kept entries.</param>
    /// <param name="dimension">Dimension that is summed.</param>
    public static Tensor LogSumExp(Tensor x, Tensor keep, long dimension) =>
        x.masked_fill(keep.logical_not(), N(-1e30)).logsumexp(dimension).masked_fill(keep.any(dimension).logical_not(), N(0));

    /// <summary>Euclidean distances of all pairs of rows, with a gradient of 0 where the distance is 0. Up to 256 rows equal
    /// rows are at exactly 0; beyond, the squares come from a product, which takes less memory and loses digits near 0.</summary>
    /// <param name="x">[N, H].</param>
    public static Tensor Distances(Tensor x)
    {
        const int Exact = 256;
        var squares = x.Squared().sum(1);
        var square = x.shape[0] <= Exact ? x.unsqueeze(0).Minus(x.unsqueeze(1)).Squared().sum(2)
            : squares.unsqueeze(0).Plus(squares.unsqueeze(1)).Minus(N(2) * x.matmul(x.t())).clamp_min(N(0));
        var zero = square.eq(N(0));
        return square.masked_fill(zero, N(1)).sqrt().masked_fill(zero, N(0));
    }

    /// <summary>Euclidean length of each row, with a gradient of 0 where it is 0.</summary>
    /// <param name="x">[N, H].</param>
    public static Tensor Lengths(Tensor x)
    {
        var square = x.Squared().sum(1);
        var zero = square.eq(N(0));
        return square.masked_fill(zero, N(1)).sqrt().masked_fill(zero, N(0));
    }

    /// <summary>Cosine of each row with the same row of another matrix, [N].</summary>
    /// <param name="u">[N, H].</param>
    /// <param name="v">[N, H].</param>
    public static Tensor Cosines(Tensor u, Tensor v) => (Normalised(u) * Normalised(v)).sum(1);

    /// <summary>Refuses two matrices that are not of the same shape, or without rows.</summary>
    /// <param name="u">[N, H].</param>
    /// <param name="v">[N, H].</param>
    public static void RequireAlike(Tensor u, Tensor v)
    {
        if (u.dim() == 2 && u.shape[0] > 0 && u.shape.SequenceEqual(v.shape)) { return; }
        throw new ArgumentException(
            $"Found embeddings [{string.Join(", ", u.shape)}] and [{string.Join(", ", v.shape)}]; expected two matrices of the same "
                + "shape with at least one row.");
    }

    /// <summary>0, 1, …, n − 1; unlike <c>arange</c> without numbers that the collector could take away in the call.</summary>
    public static Tensor Count(int n, Device device) => tensor(Enumerable.Range(0, n).Select(i => (long)i).ToArray(), device: device);

    /// <summary>Mean of the items above 0; 0 on the graph when there are none.</summary>
    /// <param name="items">[M], none negative.</param>
    public static Tensor MeanOfActive(Tensor items)
    {
        var active = items.gt(N(0));
        return items.sum() / active.sum().clamp_min(N(1));
    }
}
