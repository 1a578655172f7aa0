using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>SCAL: cross-entropy of the text and of its perturbed copy, and the contrast between the two.</summary>
/// <remarks>Miao et al. 2021, arXiv:2111.13301; the composition is our own. The perturbation follows the gradient of the
/// text's cross-entropy (<see cref="AdversarialPerturbation"/>).</remarks>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class ScalLoss(ScalSettings settings, int dimension)
{
    /// <summary>The projection in front of the contrast.</summary>
    public ProjectionHead Projection { get; } = new(settings.Projection, dimension);

    /// <summary>L_CE(x) + L_CE(x_adv) + α · L_ctr(h, h_adv).</summary>
    /// <param name="crossEntropy">Cross-entropy of the texts, a scalar.</param>
    /// <param name="adversarial">Cross-entropy of the perturbed texts, a scalar.</param>
    /// <param name="h">Embeddings of the texts, [B, H].</param>
    /// <param name="hAdversarial">Embeddings of the perturbed texts, [B, H].</param>
    /// <param name="labels">[B] int64, for a contrast of labels; else not read.</param>
    /// <param name="parameters">Layers of the projection.</param>
    public Tensor Value(Tensor crossEntropy, Tensor adversarial, Tensor h, Tensor hAdversarial, Tensor? labels = null,
        params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(crossEntropy);
        ArgumentNullException.ThrowIfNull(adversarial);
        using var scope = NewDisposeScope();
        return crossEntropy.Plus(adversarial).Plus(N(settings.Alpha) * Contrast(h, hAdversarial, labels, parameters))
            .MoveToOuterDisposeScope();
    }

    /// <summary>L_ctr: a text finds its perturbed copy among those of the batch; or, by the settings, texts and copies
    /// of its label among all. 0 for one text or, of labels, for one label.</summary>
    /// <param name="h">[B, H].</param>
    /// <param name="hAdversarial">[B, H].</param>
    /// <param name="labels">[B] int64, for a contrast of labels; else not read.</param>
    /// <param name="parameters">Layers of the projection.</param>
    public Tensor Contrast(Tensor h, Tensor hAdversarial, Tensor? labels = null, params IReadOnlyList<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        Tensor clean = Projection.Of(h, parameters), moved = Projection.Of(hAdversarial, parameters);
        if (settings.Contrast == ScalContrast.Copy)
        {
            return InBatchRanking.Of(clean, moved, 1 / settings.Temperature).MoveToOuterDisposeScope();
        }
        ArgumentNullException.ThrowIfNull(labels);
        // A batch of one label has nothing to push away.
        var value = new SupConViewsLoss(new SupConViewsSettings { Temperature = settings.Temperature, Views = 2 }).Value(
            cat([clean, moved], 0), labels.repeat([2]));
        return (value ?? clean.sum().mul(N(0))).MoveToOuterDisposeScope();
    }
}
