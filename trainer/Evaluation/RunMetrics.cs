using DmlStudio.Records;

namespace DmlStudio.Trainer.Evaluation;

/// <summary>Figures of a rule's predictions on the held-out fold.</summary>
public static class RunMetrics
{
    /// <summary>Accuracy, macro F1 (labels that occur in gold or prediction), balanced accuracy (labels in gold),
    /// negative log-likelihood (nats).</summary>
    /// <param name="gold">Labels, [N].</param>
    /// <param name="rule">Predictions.</param>
    /// <param name="classes">Number of labels.</param>
    public static IReadOnlyList<MetricValue> Of(int[] gold, RulePredictions rule, int classes)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(rule);
        int[] right = new int[classes], predicted = new int[classes], actual = new int[classes];
        double likelihood = 0;
        for (var i = 0; i < gold.Length; i++)
        {
            actual[gold[i]]++;
            predicted[rule.Predicted[i]]++;
            if (gold[i] == rule.Predicted[i]) { right[gold[i]]++; }
            likelihood -= Math.Log(Math.Max(rule.Probabilities[i * classes + gold[i]], 1e-12));
        }
        var occurring = Enumerable.Range(0, classes).Where(c => actual[c] + predicted[c] > 0).ToArray();
        var present = Enumerable.Range(0, classes).Where(c => actual[c] > 0).ToArray();
        return
        [
            new(rule.Rule, "accuracy", right.Sum() / (double)gold.Length),
            new(rule.Rule, "macro-f1", occurring.Average(c => 2.0 * right[c] / (actual[c] + predicted[c]))),
            new(rule.Rule, "balanced-accuracy", present.Average(c => right[c] / (double)actual[c])),
            new(rule.Rule, "nll", likelihood / gold.Length),
        ];
    }
}
