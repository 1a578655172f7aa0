namespace DmlStudio.Inference;

/// <summary>Head and proxies together: β·softmax(logits) + (1−β)·softmax(proxy scores); beside a loss of pairs the
/// class means stand for the proxies.</summary>
/// <remarks>docs/objectives.md, Inference. The published form takes the bare scores of the package, nearly flat after a softmax, and for
/// Proxy-NCA distances, so that the farthest proxy wins; the calibrated one scales them as the loss does.</remarks>
/// <param name="training">The run.</param>
/// <param name="scaled">Whether the proxy scores keep the loss's scale; false divides it out, as published.</param>
public sealed class MixtureRule(RuleTraining training, bool scaled) : InferenceRule(training.Classes)
{
    private readonly CentroidRule? _means = scaled && training.MixesMeans ? new CentroidRule(training) : null;

    /// <summary>Logarithms of the probabilities: scores as good as any.</summary>
    /// <param name="said">What the model says.</param>
    /// <returns>[N · C]; null as in <see cref="Probabilities"/>.</returns>
    public override float[]? Scores(RuleReading said) => Probabilities(said) is { } mixed ? ClassScores.Logarithms(mixed) : null;

    /// <summary>The mixture.</summary>
    /// <param name="said">What the model says.</param>
    /// <returns>[N · C]; null without a trained head, without proxies or class means to mix, or, as published, without
    /// scores of the package.</returns>
    public override float[]? Probabilities(RuleReading said)
    {
        var other = (scaled, said.ProxyScores, training.PackageScale) switch
        {
            (true, { } scores, _) => ClassScores.Softmax(scores, Classes),
            (true, null, _) => _means?.Probabilities(said),
            (false, { } scores, { } scale) => ClassScores.Softmax(scores, Classes, 1 / scale),
            _ => null,
        };
        return said.Logits is { } logits && other is not null
            ? ClassScores.Mix(ClassScores.Softmax(logits, Classes), other, training.Beta)
            : null;
    }
}
