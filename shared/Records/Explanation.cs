namespace DmlStudio.Records;

/// <summary>One attribution of one prediction: one weight per word, and what is needed to judge it.</summary>
public sealed record Explanation
{
    /// <summary>Position of the text in the corpus.</summary>
    public required int TextIndex { get; init; }

    /// <summary>Method, such as <c>lime</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Profile of the method, such as <c>captum</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>Explained quantity: <c>probability</c> or <c>log-odds</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Explained label: the one predicted for the unperturbed text.</summary>
    public required int Label { get; init; }

    /// <summary>Words with their weights, in text order.</summary>
    public required IReadOnlyList<WordWeight> Words { get; init; }

    /// <summary>Intercept of the surrogate.</summary>
    public required double Intercept { get; init; }

    /// <summary>Weighted R² of the surrogate, or null when the target does not vary.</summary>
    public required double? RSquared { get; init; }

    /// <summary>Weight below which a word cannot be told from sampling noise (1.96 standard errors), target's unit.</summary>
    public required double NoiseFloor { get; init; }

    /// <summary>Largest violation of the surrogate's optimality conditions (certificate).</summary>
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
