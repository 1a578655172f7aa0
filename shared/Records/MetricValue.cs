namespace DmlStudio.Records;

/// <summary>One figure of a run on its held-out fold.</summary>
/// <param name="Rule">Inference rule that made the predictions, such as <c>head</c> or <c>nearest-proxy</c>.</param>
/// <param name="Name">Metric, such as <c>accuracy</c> or <c>macro-f1</c>.</param>
/// <param name="Value">Value; shares and F1 in 0..1.</param>
public sealed record MetricValue(string Rule, string Name, double Value);
