using DmlStudio.Inference;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Evaluation;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Training.Objectives;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Loop;

/// <summary>The inference rules of a trained model; those that need training texts have read them.</summary>
internal sealed class RunRules
{
    private readonly TrainingCell _cell;
    private readonly FewShotModel _model;
    private readonly int _classes;
    private readonly FittedRules _rules;

    /// <summary>Reads the training texts and fits.</summary>
    /// <param name="cell">The run.</param>
    /// <param name="model">Its model after training.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public RunRules(TrainingCell cell, FewShotModel model, CancellationToken interrupt)
    {
        (_cell, _model, _classes) = (cell, model, cell.Corpus.Source.Labels.Count);
        var train = model.Network.Sample.Texts;
        Labels = [.. train.Select(i => cell.Corpus.Source.Texts[i].Label)];
        Support = model.Objective.Support(model.Network, interrupt);
        Dimension = Support.Length / train.Count;
        var (rows, owners) = cell.LossSettings is FrozenProbeSettings { Smote: true }
            ? Smote.Of(Vectors.Normalised(Support, Dimension), Labels, Dimension,
                Seeds.Source(cell.Seed, FormattableString.Invariant($"smote/{cell.Repetition}"))) : (Support, Labels);
        _rules = new FittedRules(new RuleTraining
        {
            Dimension = Dimension,
            Classes = _classes,
            Embeddings = Support,
            Labels = Labels,
            Unlabelled = cell.Settings.Unlabelled == 0 ? null
                : model.Read(FewShotTraining.Unlabelled(cell), interrupt).Embeddings,
            PackageScale = model.Metric is { HasPackageScores: true } metric ? metric.ScoreScale : null,
            MixesMeans = ObjectiveTable.Parse(cell.Loss).MixesMeans(cell.LossSettings),
            CentroidTemperature = cell.Settings.CentroidTemperature,
            Beta = cell.Settings.InferenceBeta < 0 ? cell.Settings.Beta : cell.Settings.InferenceBeta,
            Neighbours = cell.Settings.Neighbours,
            Logistic = () => LogisticFit.Of(rows, owners, Dimension, _classes, cell.Settings.LogisticStrength),
        });
    }

    /// <summary>Embeddings of the training texts, [n · D].</summary>
    public float[] Support { get; }

    /// <summary>Labels of the training texts, [n].</summary>
    public int[] Labels { get; }

    /// <summary>Size D of an embedding.</summary>
    public int Dimension { get; }

    /// <summary>A rule through which gradients flow; null for one without, and for the objective's own.</summary>
    public IGradientRule? Gradients(string rule) => rule == _model.Objective.OwnRule ? null : _rules.Of(rule) as IGradientRule;

    /// <summary>Scores of a rule; their softmax are its probabilities.</summary>
    /// <param name="rule">A rule of the table, or the objective's own.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="embeddings">Their embeddings, [N · D].</param>
    /// <param name="logits">Their logits, [N · C].</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>[N · C].</returns>
    /// <exception cref="InvalidDataException">The objective has no such rule.</exception>
    public float[] Scores(string rule, IReadOnlyList<TokenizedText> texts, float[] embeddings, float[] logits, CancellationToken interrupt)
    {
        if (rule == _model.Objective.OwnRule) { return Own(texts, embeddings, interrupt); }
        return _rules.Of(rule).Scores(Reading(embeddings, logits))
            ?? throw new InvalidDataException($"The rule {rule} does not apply to {_cell.Loss}. Choose another with --inference.");
    }

    /// <summary>What a rule says beside its probabilities of texts that may belong to no label.</summary>
    /// <inheritdoc cref="Scores"/>
    public IReadOnlyList<RawScore> OutOfScope(string rule, IReadOnlyList<TokenizedText> texts, float[] embeddings, float[] logits,
        CancellationToken interrupt)
    {
        if (rule != _model.Objective.OwnRule) { return _rules.Of(rule).OutOfScope(Reading(embeddings, logits)); }
        return InferenceTable.OfObjectives.FirstOrDefault(r => r.Key == rule)?.LargestScore is { } name
            ? [new RawScore(name, ClassScores.Top(Own(texts, embeddings, interrupt), _classes))] : [];
    }

    /// <summary>Predictions by every rule.</summary>
    /// <inheritdoc cref="Scores"/>
    public IReadOnlyList<RulePredictions> Predict(IReadOnlyList<TokenizedText> texts, float[] embeddings, float[] logits,
        CancellationToken interrupt)
    {
        RulePredictions Named(string rule, float[] probabilities) => new(rule, ClassScores.Largest(probabilities, _classes), probabilities);
        var own = _model.Objective.OwnRule is { } name
            ? new[] { Named(name, ClassScores.Softmax(Own(texts, embeddings, interrupt), _classes)) } : [];
        return [.. own, .. _rules.Answers(Reading(embeddings, logits)).Select(a => Named(a.Key, a.Probabilities))];
    }

    private float[] Own(IReadOnlyList<TokenizedText> texts, float[] embeddings, CancellationToken interrupt)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var rows = tensor(embeddings, device: _model.Network.Device).view(-1, Dimension);
        return _model.Objective.OwnScoresOf(_model.Network, rows) is { } scores
            ? scores.cpu().contiguous().data<float>().ToArray() : _model.Objective.OwnScores(_model.Network, texts, interrupt);
    }

    private RuleReading Reading(float[] embeddings, float[] logits) =>
        new()
        {
            Embeddings = embeddings,
            Logits = _model.Objective.TrainsHead
            ? logits
            : null,
            ProxyScores = _model.ClassScores(embeddings)
        };
}
