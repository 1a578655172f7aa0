using DmlStudio.Losses;
using DmlStudio.Settings;
using DmlStudio.Trainer.Training.Networks;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Objectives;

/// <summary>Cross-entropy of the head, with the class weights, smoothing and focal factor of the run's settings.</summary>
/// <param name="context">The run.</param>
internal sealed class CrossEntropyTerm(ObjectiveContext context) : Term
{
    private readonly CrossEntropyLoss _loss = new(
        context.Settings.ClassWeights == ClassWeights.Balanced
            ? CrossEntropyLoss.Balanced([.. context.Train.Select(context.Label)], context.Classes)
            : null,
        context.Settings.LabelSmoothing, context.Settings.FocalGamma);

    /// <inheritdoc/>
    public override bool OfLogits => true;

    /// <inheritdoc/>
    public override Tensor Value(RunNetwork model, ForwardPass pass, Func<Tensor, Tensor>? map = null) =>
        _loss.Value(pass.Logits, pass.Labels);

    /// <summary>The loss of given logits, such as those of an adversarial pass.</summary>
    /// <param name="logits">[N, C].</param>
    /// <param name="labels">[N].</param>
    public Tensor Value(Tensor logits, Tensor labels) => _loss.Value(logits, labels);
}
