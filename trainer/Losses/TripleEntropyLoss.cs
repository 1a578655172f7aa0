using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>The metric term of TripleEntropy: SoftTriple over the states of all tokens, each with the label of its text.</summary>
/// <remarks>Sosnowski et al. 2022; the authors' code counts padding too. Cross-entropy belongs to it, and the head alone
/// predicts.</remarks>
/// <param name="classes">Number of labels C.</param>
/// <param name="dimension">Size H of an embedding.</param>
public sealed class TripleEntropyLoss(TripleEntropySettings settings, int classes, int dimension) : EmbeddingLoss
{
    private readonly SoftTripleLoss _inner = new(
        new SoftTripleSettings { Lambda = settings.Lambda, Gamma = settings.Gamma, Delta = settings.Delta, Centres = settings.Centres },
            classes, dimension);

    /// <inheritdoc/>
    public override bool TakesTokens => true;

    /// <inheritdoc/>
    public override bool BringsCrossEntropy => true;

    /// <inheritdoc/>
    public override LossTarget? Target => settings.Masked ? LossTarget.Tokens : LossTarget.TokensWithPadding;

    /// <inheritdoc/>
    public override IReadOnlyList<LossParameter> Parameters => _inner.Parameters;

    /// <inheritdoc/>
    public override double ScoreScale => _inner.ScoreScale;

    /// <inheritdoc/>
    public override bool HasPackageScores => _inner.HasPackageScores;

    /// <inheritdoc/>
    public override bool ItemOfEachRow => _inner.ItemOfEachRow;

    /// <inheritdoc/>
    public override Tensor? ClassScores(Tensor embeddings, params IReadOnlyList<Tensor> parameters) =>
        _inner.ClassScores(embeddings, parameters);

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters) =>
        _inner.Value(embeddings, labels, parameters);
}
