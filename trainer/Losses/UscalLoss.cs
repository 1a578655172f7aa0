using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>USCAL: a text against its second dropout view and against its perturbed copy, without labels.</summary>
/// <remarks>Miao et al. 2021, arXiv:2111.13301; the composition is our own. The perturbation follows the gradient of
/// <see cref="Contrast"/> between the two views.</remarks>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class UscalLoss(UscalSettings settings, int dimension)
{
    /// <summary>The projection in front of the contrast.</summary>
    public ProjectionHead Projection { get; } = new(settings.Projection, dimension);

    /// <summary>L_ctr(h, h′) + α · L_ctr(h, h_adv).</summary>
    /// <param name="h">Embeddings of the texts, [B, H].</param>
    /// <param name="view">Embeddings of their second dropout views, [B, H].</param>
    /// <param name="hAdversarial">Embeddings of the perturbed texts, [B, H].</param>
    /// <param name="parameters">Layers of the projection.</param>
    public Tensor Value(Tensor h, Tensor view, Tensor hAdversarial, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return Contrast(h, view, parameters).Plus(N(settings.Alpha) * Contrast(h, hAdversarial, parameters)).MoveToOuterDisposeScope();
    }

    /// <summary>L_ctr: a text finds its partner among those of the batch; 0 for one text.</summary>
    /// <param name="h">[B, H].</param>
    /// <param name="partner">[B, H].</param>
    /// <param name="parameters">Layers of the projection.</param>
    public Tensor Contrast(Tensor h, Tensor partner, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        return InBatchRanking.Of(Projection.Of(h, parameters), Projection.Of(partner, parameters), 1 / settings.Temperature)
            .MoveToOuterDisposeScope();
    }
}
