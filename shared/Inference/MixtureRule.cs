namespace DmlStudio.Inference;

/// <summary>Head and proxies together: β·softmax(logits) + (1−β)·softmax(proxy scores); beside a loss of pairs the class means stand for the
/// proxies.</summary>
/// <remarks>docs/objectives.md, Inference. The published form takes the bare scores of the package, nearly flat after a softmax, and for Proxy-NCA distances, so
/// that the farthest proxy wins; the calibrated one scales them as the loss does.</remarks>
public static class MixtureRule
{
    /// <summary>Probabilities.</summary>
    /// <param name="input">What the model gives.</param>
    /// <param name="scaled">Whether the proxy scores keep the loss's scale; false divides it out, as published.</param>
    /// <returns>[N · C]; null without a trained head, without proxies or class means to mix, or, as published, without scores of the package.</returns>
    public static float[]? Probabilities(InferenceInput input, bool scaled)
    {
        ArgumentNullException.ThrowIfNull(input);
        var other = (scaled, input) switch
        {
            (true, { ProxyScores: { } scores }) => ClassScores.Softmax(scores, input.Classes),
            (true, { MixesMeans: true }) => CentroidRule.Probabilities(input),
            (false, { ProxyScores: { } scores, PackageScale: { } scale }) => ClassScores.Softmax(scores, input.Classes, 1 / scale),
            _ => null,
        };
        return input.Logits is { } logits && other is not null ? ClassScores.Mix(ClassScores.Softmax(logits, input.Classes), other, input.Beta) : null;
    }
}
