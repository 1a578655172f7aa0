using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>N-pairs: one anchor and one positive of each label, each anchor against all positives.</summary>
/// <remarks>Sohn 2016; the first two texts of a label in the batch are its pair.</remarks>
public sealed class NPairsLoss(NPairsSettings settings) : EmbeddingLoss
{
    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var pairs = labels.to(CPU).data<long>().ToArray().Select((label, row) => (label, row)).GroupBy(r => r.label).OrderBy(g => g.Key)
            .Select(g => g.Select(r => (long)r.row).Take(2).ToArray()).Where(p => p.Length == 2).ToArray();
        // A softmax over one pair is 1 whatever the embeddings.
        if (pairs.Length < 2) { return null; }
        var x = settings.Normalize ? Rows.Normalised(embeddings) : embeddings;
        Tensor Take(int side) => x.index_select(0, tensor(pairs.Select(p => p[side]).ToArray(), device: x.device));
        var s = Take(0).matmul(Take(1).t()) / N(settings.Temperature);
        var value = F.cross_entropy(s, Rows.Count(pairs.Length, x.device));
        // Sohn 2016, section 3.2.2: the mean squared length of anchors and positives keeps raw dot products from growing.
        return settings.Penalty == 0 ? value : value.Plus(N(settings.Penalty) * cat([Take(0), Take(1)], 0).Squared().sum(1).mean());
    }
}
