using DmlStudio.Records;

namespace DmlStudio.Trainer.Attributions;

/// <summary>What a method says of one text and one target: a weight per word that the model sees, and how it came about.</summary>
/// <param name="Weights">One per word, [d]; positive raises the target.</param>
internal sealed record Attribution(ExplainTarget Target, double[] Weights)
{
    /// <summary>How words were taken away; null for methods that take none.</summary>
    public Absence? Absence { get; init; } = Attributions.Absence.Mask;

    /// <summary>Standard errors, [d]; null for methods that do not sample.</summary>
    public double[]? StandardErrors { get; init; }

    /// <summary>What falls on no word; null where it cannot.</summary>
    public double? Special { get; init; }

    /// <summary>Gap of completeness; null where none is promised.</summary>
    public double? Gap { get; init; }

    /// <summary>Target at the baseline of a gradient method.</summary>
    public double? ValueAtBaseline { get; init; }

    /// <summary>Intercept of a surrogate.</summary>
    public double Intercept { get; init; }

    /// <summary>Weighted R² of a surrogate.</summary>
    public double? RSquared { get; init; }

    /// <summary>Violation of a surrogate's optimality conditions.</summary>
    public double Kkt { get; init; }

    /// <summary>1.96 standard errors (median word).</summary>
    public double NoiseFloor { get; init; }

    /// <summary>Perturbed texts it used, whether or not another method used them too.</summary>
    public int ForwardPasses { get; init; }

    /// <summary>Passes with a gradient.</summary>
    public int BackwardPasses { get; init; }

    /// <summary>Pairwise interactions, [d · d].</summary>
    public double[]? Interactions { get; init; }

    /// <summary>Smallest change of the prediction; words by their place among the d.</summary>
    public Flip? Flip { get; init; }

    /// <summary>What a reader must know; null when nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>How it was made.</summary>
    public IReadOnlyList<SettingValue> Settings { get; init; } = [];
}
