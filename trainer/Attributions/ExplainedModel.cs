using System.Globalization;
using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training;
using DmlStudio.Trainer.Training.Loop;
using DmlStudio.Trainer.Training.Objectives;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Attributions;

/// <summary>A trained model as attribution methods ask it: scores by the rule that decides, embeddings, and their gradients.</summary>
internal sealed class ExplainedModel : IDisposable
{
    private readonly int _size;
    private readonly Tensor _unit;

    /// <summary>Takes the rules as they were fitted; means of the training texts stand for labels without proxies.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">Its model after training; it stays the caller's.</param>
    public ExplainedModel(TrainingCell cell, FewShotModel model)
    {
        (Cell, Model, Rule) = (cell, model, cell.MainRule);
        Differentiable = model.Objective.ComparesPooled && (model.Rules.Gradients(Rule) is not null || Named(model));
        var rules = model.Rules;
        int hidden = _size = rules.Dimension, classes = Classes;
        // Proxies of another space, such as that of a projection, cannot be compared with the texts.
        var parameter = model.Proxies is { } shown && shown.Parameter.Dimension == hidden ? shown.Parameter : null;
        var means = ClassMeans.Of(rules.Support, rules.Labels, hidden, classes);
        int[] labels = parameter?.Labels ?? [.. Enumerable.Range(0, classes).Where(c => means.Present[c])];
        var proxies = parameter is null
            ? [.. labels.SelectMany(c => means.Unit[(c * hidden)..((c + 1) * hidden)])]
            : model.Network.Parameters.Copy(model.Proxies!.Value.Name);
        Proxies = new ProxySpace(proxies, labels, classes, cell.LossSettings is SoftTripleSettings soft
            ? soft.Gamma
            : 0.1, parameter is null
            ? "means of the training texts"
            : parameter.Name);
        // [P, H]
        _unit = tensor(Vectors.Normalised(proxies, hidden), device: model.Network.Device).view(labels.Length, hidden)
            .DetachFromDisposeScope();
    }

    /// <summary>The run.</summary>
    public TrainingCell Cell { get; }

    /// <summary>Its model.</summary>
    public FewShotModel Model { get; }

    /// <summary>The rule that decides: one of the table, or one of the objective's own.</summary>
    public string Rule { get; }

    /// <summary>Proxies of the loss, or the means of the training texts where it has none.</summary>
    public ProxySpace Proxies { get; }

    /// <summary>Number of labels C.</summary>
    public int Classes => Cell.Corpus.Source.Labels.Count;

    /// <summary>Whether the scores can be differentiated.</summary>
    public bool Differentiable { get; }

    /// <summary>What the model says of texts, in their order.</summary>
    /// <param name="texts">Tokens of the texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <exception cref="InvalidOperationException">A score is not a number.</exception>
    public IReadOnlyList<ModelOutput> Read(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        var (embeddings, logits) = Model.Read(texts, interrupt);
        return Outputs(texts, embeddings, logits, interrupt);
    }

    /// <summary>What the model says, from what its encoder and its head gave.</summary>
    /// <param name="texts">Tokens of the texts; not needed where the scores can be differentiated.</param>
    /// <param name="embeddings">[N · H].</param>
    /// <param name="logits">[N · C].</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <exception cref="InvalidOperationException">A score is not a number.</exception>
    public IReadOnlyList<ModelOutput> Outputs(IReadOnlyList<TokenizedText> texts, float[] embeddings, float[] logits,
        CancellationToken interrupt)
    {
        int hidden = _size, classes = Classes;
        var scores = Model.Rules.Scores(Rule, texts, embeddings, logits, interrupt);
        if (Array.FindIndex(scores, s => !float.IsFinite(s)) is var bad and >= 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The model gives label {bad % classes} the score {scores[bad]}; expected a number. Its training went wrong: look "
                        + $"at its curve, and make the run again with a lower learning rate."));
        }
        var outputs = new ModelOutput[embeddings.Length / hidden];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new ModelOutput(Array.ConvertAll(scores[(i * classes)..((i + 1) * classes)], s => (double)s),
                embeddings.AsSpan(i * hidden, hidden).ToArray());
        }
        return outputs;
    }

    /// <summary>Targets as tensors, for gradients.</summary>
    /// <param name="pooled">[B, H].</param>
    /// <param name="logits">[B, C].</param>
    /// <returns>[B].</returns>
    public Tensor Value(Tensor pooled, Tensor logits, ExplainTarget target)
    {
        using var scope = NewDisposeScope();
        var value = target.NeedsProxies ? Similarity(pooled, target) : Scored(Scores(pooled, logits), target);
        return value.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _unit.Dispose();

    private static Tensor Scored(Tensor scores, ExplainTarget target)
    {
        var own = scores.select(1, target.Label);
        if (target.Kind == "logit") { return own; }
        if (target.Kind == "probability") { return F.softmax(scores, 1).select(1, target.Label); }
        long[] others = [.. Enumerable.Range(0, (int)scores.shape[1]).Where(c => c != target.Label).Select(c => (long)c)];
        return own.Minus(scores.index_select(1, tensor(others, device: scores.device)).logsumexp(1));
    }

    private Tensor Similarity(Tensor pooled, ExplainTarget target)
    {
        var cosines = F.normalize(pooled, dim: 1).matmul(_unit.t());                                        // [B, P]
        Tensor Label(int label)
        {
            long[] own = [.. Enumerable.Range(0, Proxies.Labels.Length).Where(p => Proxies.Labels[p] == label).Select(p => (long)p)];
            var some = cosines.index_select(1, tensor(own, device: pooled.device));                         // [B, K]
            return own.Length == 1 ? some.squeeze(1) : (F.softmax(some / N(Proxies.Gamma), 1) * some).sum(1);
        }
        return target.Kind switch
        {
            "proxy-similarity" => cosines.select(1, target.Proxy),
            "class-similarity" => Label(target.Label),
            _ => Label(target.Label).Minus(Label(target.RunnerUp)),
        };
    }

    // Asked with one row: a rule of the objective's own may read more than embeddings.
    private bool Named(FewShotModel model)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Rule == model.Objective.OwnRule
            && model.Objective.OwnScoresOf(model.Network, zeros(1, model.Network.Hidden, device: model.Network.Device)) is not null;
    }

    private Tensor Scores(Tensor pooled, Tensor logits)
    {
        if (Model.Rules.Gradients(Rule) is { } rule)
        {
            return rule.Scores(new TensorRows(pooled, logits, rows => Model.Metric?.ClassScores(rows, Model.MetricTensors)));
        }
        return Rule == Model.Objective.OwnRule && Model.Objective.OwnScoresOf(Model.Network, pooled) is { } own ? own
            : throw new InvalidDataException(
                $"The rule {Rule} of this run has no gradient; choose methods that take words away, such as lime, shap or leave-one-out.");
    }
}
