namespace DmlStudio.Trainer.Attributions;

/// <summary>From scores of tokens to scores of words.</summary>
internal static class Pieces
{
    /// <summary>Sums, so that words and the rest together keep the total.</summary>
    /// <param name="scores">Per token, [T].</param>
    /// <param name="owner">Word of each token, −1 for none.</param>
    /// <param name="words">Words d.</param>
    /// <returns>Words [d], and what falls on no word.</returns>
    public static (double[] Words, double Special) Sum(double[] scores, int[] owner, int words)
    {
        var sums = new double[words];
        var special = 0.0;
        for (var t = 0; t < scores.Length; t++) { if (owner[t] < 0) { special += scores[t]; } else { sums[owner[t]] += scores[t]; } }
        return (sums, special);
    }

    /// <summary>The largest of a word's tokens, for unsigned scores that do not add.</summary>
    /// <inheritdoc cref="Sum"/>
    public static (double[] Words, double Special) Largest(double[] scores, int[] owner, int words)
    {
        var largest = new double[words];
        var special = 0.0;
        for (var t = 0; t < scores.Length; t++)
        {
            if (owner[t] < 0)
            {
                special = Math.Max(special, scores[t]);
            }
            else { largest[owner[t]] = Math.Max(largest[owner[t]], scores[t]); }
        }
        return (largest, special);
    }
}
