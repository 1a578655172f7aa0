using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>Cross-entropy of finding the own partner among the partners of a whole batch, by scaled cosine.</summary>
/// <remarks>What SimCSE, SCAL, USCAL and multiple negatives ranking share (Gao et al. 2021; Miao et al. 2021; Henderson
/// et al. 2017).</remarks>
public static class InBatchRanking
{
    /// <summary>mean_i CE( [s·cos(a_i, c_j)]_j , i ).</summary>
    /// <param name="anchors">[B, H].</param>
    /// <param name="candidates">Partner of each anchor, [B, H].</param>
    /// <param name="scale">s, the inverse of a temperature.</param>
    /// <param name="hard">One hard negative more for each anchor, which all anchors see, [B, H]; null for none.</param>
    /// <param name="hardLogWeight">Added to the logit of an anchor's own hard negative.</param>
    /// <returns>A scalar; 0 for one text.</returns>
    /// <exception cref="ArgumentException">Shapes that differ, or no rows.</exception>
    public static Tensor Of(Tensor anchors, Tensor candidates, double scale, Tensor? hard = null, double hardLogWeight = 0)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(candidates);
        Rows.RequireAlike(anchors, candidates);
        if (hard is not null) { Rows.RequireAlike(anchors, hard); }
        using var scope = NewDisposeScope();
        var a = Rows.Normalised(anchors);
        var logits = N(scale) * a.matmul(Rows.Normalised(candidates).t());                          // [B, B]
        if (hard is not null)
        {
            var more = N(scale) * a.matmul(Rows.Normalised(hard).t());
            if (hardLogWeight != 0) { more = more.Plus(eye(a.shape[0], dtype: a.dtype, device: a.device) * N(hardLogWeight)); }
            logits = cat([logits, more], 1);                                                        // [B, 2B]
        }
        return F.cross_entropy(logits, Rows.Count((int)a.shape[0], a.device)).MoveToOuterDisposeScope();
    }
}
