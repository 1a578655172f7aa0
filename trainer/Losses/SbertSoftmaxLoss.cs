using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>Classification of pairs by Sentence-BERT: a linear layer on (u, v, |u − v|), optionally with u∘v.</summary>
/// <remarks>Reimers and Gurevych 2019, arXiv:1908.10084, section 3; bias and options of Sentence-Transformers. The slope of
/// |u − v| at 0 is 0.</remarks>
/// <param name="pairLabels">Number C of labels of a pair; 2 (different, equal) on labelled texts.</param>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class SbertSoftmaxLoss(SbertSoftmaxSettings settings, int pairLabels, int dimension) : PairLoss(settings.Balanced)
{
    private readonly int _features = dimension
        * ((settings.Representations ? 2 : 0) + (settings.Difference ? 1 : 0) + (settings.Product ? 1 : 0)) is var f and > 0 ? f
        : throw new InvalidDataException("sbert-softmax: representations, difference and product are all off; switch one of them on.");

    /// <summary>The layer: weight [C, features] and bias [1, C].</summary>
    public override IReadOnlyList<LossParameter> Parameters =>
    [
        LossParameter.Layer("pairs.weight", pairLabels, _features, random => NormalDraw.Of(random, pairLabels * _features, 0.02)),
        LossParameter.Layer("pairs.bias", 1, pairLabels, _ => new float[pairLabels]),
    ];

    /// <summary>Logits of pairs, [M, C].</summary>
    /// <param name="u">[M, H].</param>
    /// <param name="v">[M, H].</param>
    /// <param name="parameters">Weight and bias.</param>
    public Tensor Logits(Tensor u, Tensor v, params IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(u);
        ArgumentNullException.ThrowIfNull(v);
        ArgumentNullException.ThrowIfNull(parameters);
        using var scope = NewDisposeScope();
        var features = new List<Tensor>();
        if (settings.Representations) { features.AddRange([u, v]); }
        if (settings.Difference) { features.Add(u.Minus(v).abs()); }
        if (settings.Product) { features.Add(u * v); }
        return F.linear(cat(features, 1), parameters[0]).Plus(parameters[1]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override bool Symmetric => false;

    /// <inheritdoc/>
    protected override Tensor Items(Tensor u, Tensor v, Tensor target, IReadOnlyList<Tensor> parameters) =>
        F.cross_entropy(Logits(u, v, parameters), target, reduction: TorchSharp.torch.nn.Reduction.None);
}
