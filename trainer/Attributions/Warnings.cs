using System.Globalization;
namespace DmlStudio.Trainer.Attributions;

/// <summary>What must be said of an explanation in words.</summary>
internal static class Warnings
{
    /// <summary>From this probability on a label's probability hardly moves, so that its explanation is small by construction.</summary>
    public const double Saturated = 0.99;

    /// <summary>Below this R² a linear surrogate does not fit.</summary>
    public const double Fits = 0.5;

    /// <summary>The warnings of an attribution, or null.</summary>
    /// <param name="whole">What the model says of the unperturbed text.</param>
    public static string? Of(Attribution found, ModelOutput whole)
    {
        var words = new List<string>();
        if (found.Warning is { } own) { words.Add(own); }
        var saturated = found.Target.Kind == "probability" && whole.Probability(found.Target.Label) > Saturated;
        if (saturated)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture,
                $"The probability is {whole.Probability(found.Target.Label):0.0000}, saturated: it hardly moves when a word is taken "
                    + $"away. Look at the log-odds."));
        }
        var nothing = found.Weights.All(w => w == 0) && found.Interactions is null && found.Flip is null && found.Warning is null;
        if (nothing)
        {
            words.Add("Every weight is 0: no word moves the target by more than the penalty or rounding can see.");
        }
        if (!nothing && found.RSquared < Fits)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture,
                $"The linear surrogate explains {Math.Max(0, found.RSquared.Value):0.00} of the variation (R²): the words act "
                    + $"together, and single weights tell little."));
        }
        return words.Count == 0 ? null : string.Join(' ', words);
    }
}
