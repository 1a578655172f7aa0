namespace DmlStudio.Inference;

/// <summary>Head and proxies together: β·softmax(logits) + (1−β)·softmax(proxy scores).</summary>
/// <remarks>Objectives §3.5. The published form takes the bare similarities, which are nearly flat after a softmax; the calibrated
/// one scales them as the loss does.</remarks>
public static class MixtureRule
{
    /// <summary>Probabilities.</summary>
    /// <param name="input">What the model gives.</param>
    /// <param name="scaled">Whether the proxy scores keep the loss's scale; false divides it out, as published.</param>
    /// <returns>[N · C]; null without a trained head or without proxies.</returns>
    public static float[]? Probabilities(InferenceInput input, bool scaled)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input is { Logits: { } logits, ProxyScores: { } scores }
            ? ClassScores.Mix(ClassScores.Softmax(logits, input.Classes), ClassScores.Softmax(scores, input.Classes, scaled ? 1 : 1 / input.ProxyScale), input.Beta)
            : null;
    }
}
