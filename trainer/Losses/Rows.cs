using static TorchSharp.torch;

namespace DmlStudio.Trainer.Losses;

/// <summary>What the losses share about rows of a matrix.</summary>
internal static class Rows
{
    /// <summary>Rows of unit length; a zero row stays zero (guard 1e-12, objectives §0.2).</summary>
    /// <param name="x">[N, H].</param>
    public static Tensor Normalised(Tensor x) => x / x.norm(1, keepdim: true).clamp_min(1e-12);

    /// <summary>log(1 + Σ exp) down each column over the kept entries, 0 where nothing is kept.</summary>
    /// <param name="x">[N, C].</param>
    /// <param name="keep">[N, C], bool.</param>
    public static Tensor LogOnePlusSumExp(Tensor x, Tensor keep)
    {
        var kept = x.masked_fill(keep.logical_not(), double.NegativeInfinity);
        return cat([kept, zeros(1, x.shape[1], dtype: x.dtype, device: x.device)], 0).logsumexp(0);
    }
}
