using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Networks;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Cross-entropy over the cosines of a text to the names of all labels; the names go through the same encoder
/// at every step.</summary>
/// <remarks>L = −mean log softmax_c(cos(x_i, n_c) / τ) at y_i: InfoNCE (van den Oord et al. 2018, arXiv:1807.03748, eq.
/// 4) from text to name, with every label's name once as a candidate.</remarks>
internal sealed class LabelNamesTerm : Term
{
    private readonly LabelNamesSettings _settings;
    private readonly TokenizedText[] _names;

    /// <summary>Tokenises the names.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidDataException">There are names of a person's own, and not one for each label.</exception>
    public LabelNamesTerm(LabelNamesSettings settings, ObjectiveContext context)
    {
        _settings = settings;
        _names = [.. LabelNames.Of(context.Cell.Corpus.Source, settings.Names).Select(n => context.Cell.Corpus.Tokens.Of(n, null))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TokenizedText> MoreTexts => _names;

    /// <inheritdoc/>
    public override string OwnRule => "label-names";

    /// <inheritdoc/>
    public override Tensor? Value(RunNetwork model, ForwardPass pass, Func<Tensor, Tensor>? map = null)
    {
        using var scope = NewDisposeScope();
        var names = model.Passes.Of(_names).Pooled;
        var rows = pass.Pooled;
        if (map is not null) { (rows, names) = (map(rows), map(names)); }
        return F.cross_entropy(Cosines(rows, names) / N(_settings.NameTemperature), pass.Labels).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor OwnScoresOf(RunNetwork model, Tensor embeddings)
    {
        using var scope = NewDisposeScope();
        var names = tensor(model.Reading.Pooled(_names, CancellationToken.None).Pooled, device: model.Device).view(_names.Length, -1);
        return (Cosines(embeddings, names) / N(_settings.NameTemperature)).MoveToOuterDisposeScope();
    }

    private static Tensor Cosines(Tensor a, Tensor b) => Rows.Normalised(a).matmul(Rows.Normalised(b).t());
}
