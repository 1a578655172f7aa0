using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>SimCSE without labels: a text finds its own second dropout view among those of the batch.</summary>
/// <remarks>Gao et al. 2021, arXiv:2104.08821, eq. 4; one direction only, as in the authors' code.</remarks>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class SimCseLoss(SimCseSettings settings, int dimension) : EmbeddingLoss
{
    private readonly ProjectionHead _projection = new(settings.Projection, dimension);

    /// <inheritdoc/>
    public override int Views => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters => _projection.Parameters;

    /// <summary>The loss of two views of the same texts.</summary>
    /// <param name="first">[B, H].</param>
    /// <param name="second">[B, H].</param>
    /// <param name="temperature">τ.</param>
    public static Tensor Of(Tensor first, Tensor second, double temperature) => InBatchRanking.Of(first, second, 1 / temperature);

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters)
    {
        // A text alone finds its partner whatever the embeddings.
        if (embeddings.shape[0] <= 2) { return null; }
        var views = _projection.Of(embeddings, parameters).chunk(2, 0);
        return Of(views[0], views[1], settings.Temperature);
    }
}
