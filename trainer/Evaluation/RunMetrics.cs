using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Figures of a rule's predictions on the held-out fold.</summary>
internal static class RunMetrics
{
    /// <summary>Accuracy, macro F1 (labels that occur in gold or prediction), weighted F1, Matthews' correlation,
    /// balanced accuracy (labels in gold), Cohen's κ where defined, negative log-likelihood (nats).</summary>
    /// <param name="gold">Labels, [N].</param>
    /// <param name="classes">Number of labels.</param>
    public static IReadOnlyList<MetricValue> Of(int[] gold, RulePredictions rule, int classes)
    {
        var confusion = Confusion.Of(gold, rule.Predicted, classes);
        double likelihood = 0;
        for (var i = 0; i < gold.Length; i++) { likelihood -= Math.Log(Math.Max(rule.Probabilities[i * classes + gold[i]], 1e-12)); }
        return
        [
            new(rule.Rule, "accuracy", confusion.Accuracy),
            new(rule.Rule, "macro-f1", confusion.MacroF1Present),
            new(rule.Rule, "weighted-f1", confusion.WeightedF1),
            new(rule.Rule, "mcc", confusion.Matthews),
            new(rule.Rule, "balanced-accuracy", confusion.BalancedAccuracy),
            .. confusion.CohenKappa is { } kappa ? new[] { new MetricValue(rule.Rule, "kappa", kappa) } : [],
            new(rule.Rule, "nll", likelihood / gold.Length),
        ];
    }
}
