namespace DmlStudio.Records;

/// <summary>One attribution of one prediction: one weight per word, and what is needed to judge it.</summary>
public sealed record Explanation
{
    /// <summary>Position of the text in the corpus, −1 for a text of one's own (<see cref="OwnText"/>).</summary>
    public required int TextIndex { get; init; }

    /// <summary>The text itself when it is none of the corpus, otherwise null.</summary>
    public string? OwnText { get; init; }

    /// <summary>Method, such as <c>lime</c>, <c>shap</c>, <c>leave-one-out</c>, <c>integrated-gradients</c>; "trainer
    /// list methods" names all.</summary>
    public required string Method { get; init; }

    /// <summary>Variant of the method, such as <c>captum</c> (lime), <c>mask</c> or <c>delete</c> (absence), <c>pad</c>
    /// (baseline); empty for none.</summary>
    public required string Profile { get; init; }

    /// <summary>Explained quantity: <c>probability</c>, <c>logit</c>, <c>log-odds</c>, <c>class-similarity</c>, <c>proxy-similarity</c>
    /// or <c>proxy-margin</c>; <c>attention</c> for attention rollout, which explains no label.</summary>
    public required string Target { get; init; }

    /// <summary>Explained label: the one predicted for the unperturbed text unless another was asked for.</summary>
    public required int Label { get; init; }

    /// <summary>Label predicted for the unperturbed text; null in runs made before other labels could be explained (then it is
    /// <see cref="Label"/>).</summary>
    public int? Predicted { get; init; }

    /// <summary>Label predicted for the unperturbed text.</summary>
    public int PredictedLabel => Predicted ?? Label;

    /// <summary>Best other label on the unperturbed text, which <c>proxy-margin</c> subtracts; null where unknown.</summary>
    public int? RunnerUp { get; init; }

    /// <summary>Row of the proxy (of the run's <see cref="ProxyVectors"/>) that <c>proxy-similarity</c> explains, otherwise null.</summary>
    public int? Proxy { get; init; }

    /// <summary>How a word was taken away: <c>mask</c> (its tokens masked), <c>delete</c> (removed), or empty where none was.</summary>
    public string Absence { get; init; } = "mask";

    /// <summary>Words with their weights, in text order.</summary>
    public required IReadOnlyList<WordWeight> Words { get; init; }

    /// <summary>Standard error of each word's weight, in the order of <see cref="Words"/>: 0 where nothing was drawn, null for a word
    /// that was not seen; the whole is null for methods that do not sample and in older runs.</summary>
    public IReadOnlyList<double?>? StandardErrors { get; init; }

    /// <summary>What falls on special tokens and on tokens of no word, so that words + special = the explained change; null
    /// for methods that never touch them.</summary>
    public double? Special { get; init; }

    /// <summary>Gap of completeness: Σ words + special − (<see cref="ValueAtText"/> − <see cref="ValueAllAbsent"/>, or
    /// the baseline's value); null for methods that do not promise it.</summary>
    public double? Gap { get; init; }

    /// <summary>Target at the baseline of a gradient method, otherwise null (see <see cref="ValueAllAbsent"/>).</summary>
    public double? ValueAtBaseline { get; init; }

    /// <summary>Forward passes with a gradient (each costs about three).</summary>
    public int BackwardPasses { get; init; }

    /// <summary>What a reader must know before believing it, in words: saturated, all zero, does not fit, not complete;
    /// null when nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Pairwise Shapley interactions, row by row over <see cref="Words"/>, [W · W], diagonal 0; null for other methods.</summary>
    public IReadOnlyList<double>? Interactions { get; init; }

    /// <summary>The smallest deletion found that changes the prediction; null for other methods and where none was found.</summary>
    public Flip? Flip { get; init; }

    /// <summary>Intercept of the surrogate; 0 for methods without one.</summary>
    public required double Intercept { get; init; }

    /// <summary>Weighted R² of the surrogate, or null when the target does not vary.</summary>
    public required double? RSquared { get; init; }

    /// <summary>Weight below which a word cannot be told from sampling noise (1.96 standard errors), target's unit.</summary>
    public required double NoiseFloor { get; init; }

    /// <summary>Largest violation of the surrogate's optimality conditions (certificate); 0 for methods without a surrogate.</summary>
    public required double Kkt { get; init; }

    /// <summary>Target at the unperturbed text.</summary>
    public required double ValueAtText { get; init; }

    /// <summary>Target with every word absent.</summary>
    public required double ValueAllAbsent { get; init; }

    /// <summary>Distinct perturbed texts evaluated.</summary>
    public required int ForwardPasses { get; init; }

    /// <summary>How it was made: sampler, samples, kernel width, penalty, solver, seed, absence mode.</summary>
    public required IReadOnlyList<SettingValue> Settings { get; init; }
}
