namespace DmlStudio.Trainer.Attributions;

/// <summary>What is explained, from a row of logits.</summary>
public static class LimeTargets
{
    /// <summary>The target's value.</summary>
    /// <param name="target"><c>probability</c>, <c>log-odds</c> (log p − log(1 − p)) or <c>logit</c>.</param>
    /// <param name="logits">Logits, [C].</param>
    /// <param name="label">Explained label.</param>
    /// <exception cref="ArgumentException">An unknown target.</exception>
    public static double Of(string target, double[] logits, int label)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (target == "logit") { return logits[label]; }
        var top = logits.Max();
        // The others' sum without the label keeps log-odds exact where p is near 1.
        double own = Math.Exp(logits[label] - top), others = logits.Where((_, c) => c != label).Sum(v => Math.Exp(v - top));
        return target switch
        {
            "probability" => own / (own + others),
            "log-odds" => logits[label] - top - Math.Log(others),
            _ => throw new ArgumentException($"Target \"{target}\" is not known; expected probability, log-odds or logit.", nameof(target)),
        };
    }
}
