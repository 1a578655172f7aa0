using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>A loss of pairs of texts. Pairs can be given (a corpus of pairs, drawn pairs); on labelled texts it sees every pair of a batch,
/// so that each text is encoded once.</summary>
/// <param name="balanced">Whether pairs of equal and of different labels count half each.</param>
public abstract class PairLoss(bool balanced) : EmbeddingLoss
{
    /// <summary>Mean loss of given pairs.</summary>
    /// <param name="u">Embeddings of the first texts, [M, H].</param>
    /// <param name="v">Embeddings of the second texts, [M, H].</param>
    /// <param name="target">What a pair should be, [M]: a similarity, 1 or 0, or the number of its label.</param>
    /// <param name="parameters">The trained matrices.</param>
    /// <exception cref="ArgumentException">No pairs, or shapes that do not fit.</exception>
    public Tensor OfPairs(Tensor u, Tensor v, Tensor target, params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(u);
        ArgumentNullException.ThrowIfNull(v);
        ArgumentNullException.ThrowIfNull(target);
        Rows.RequireAlike(u, v);
        if (target.dim() != 1 || target.shape[0] != u.shape[0])
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Found targets [{string.Join(", ", target.shape)}] for {u.shape[0]} pairs; expected one for each."));
        }
        using var scope = NewDisposeScope();
        return Items(u, v, target, parameters).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Loss of each pair, [M]; a pair of equal labels has target 1, of different ones 0.</summary>
    protected abstract Tensor Items(Tensor u, Tensor v, Tensor target, IReadOnlyList<Tensor> parameters);

    /// <summary>Whether (u, v) and (v, u) give the same; otherwise a pair of a batch stands both ways.</summary>
    protected virtual bool Symmetric => true;

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var n = embeddings.shape[0];
        if (n < 2) { return null; }
        var all = ones(n, n, dtype: ScalarType.Bool, device: embeddings.device);
        var places = (Symmetric ? all.triu(1) : all.triu(1).logical_or(all.tril(-1))).nonzero();       // [M, 2]
        var (first, second) = (places.select(1, 0), places.select(1, 1));
        var same = labels.index_select(0, first).eq(labels.index_select(0, second));
        var items = Items(embeddings.index_select(0, first), embeddings.index_select(0, second), same.to(ScalarType.Int64), parameters);
        var alike = same.sum().item<long>();
        if (!balanced || alike == 0 || alike == items.shape[0]) { return items.mean(); }
        return items.masked_select(same).mean().Plus(items.masked_select(same.logical_not()).mean()) * N(0.5);
    }
}
