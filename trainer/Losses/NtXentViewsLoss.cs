using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Symmetric NT-Xent without labels: each view of a text finds the other among all views of all texts.</summary>
/// <remarks>Chen et al. 2020, arXiv:2002.05709, eq. 1.</remarks>
public sealed class NtXentViewsLoss(NtXentViewsSettings settings) : EmbeddingLoss
{
    private readonly NtXentLoss _inner = new(new NtXentSettings { Temperature = settings.Temperature });

    /// <inheritdoc/>
    public override int Views => 2;

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        var own = Rows.Count((int)embeddings.shape[0] / 2, embeddings.device);
        return _inner.Value(embeddings, cat([own, own], 0));
    }
}
