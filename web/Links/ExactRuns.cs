namespace DmlStudio.Web.Links;

/// <summary>What runs must be, exactly; null where it does not matter. Words of a filter are found in other names too, so a count that
/// opens its runs names them by this.</summary>
public sealed record ExactRuns
{
    /// <summary>No condition.</summary>
    public static ExactRuns None { get; } = new();

    /// <summary>Key of the objective that trains, alone or with cross-entropy, such as proxy-anchor.</summary>
    public string? Objective { get; init; }

    /// <summary>Loss as written, such as cce+proxy-anchor.</summary>
    public string? Loss { get; init; }

    /// <summary>Name of the dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>Number of training texts, as an address writes it.</summary>
    public string? Shots { get; init; }

    /// <summary>Name of the encoder.</summary>
    public string? Encoder { get; init; }

    /// <summary>Name of the experiment.</summary>
    public string? Experiment { get; init; }

    /// <summary>State: running, interrupted, done or failed.</summary>
    public string? Status { get; init; }

    /// <summary>The conditions by their names in an address.</summary>
    public IEnumerable<(string Name, string Value)> Parts => new[]
        {
            ("objective", Objective), ("loss", Loss), ("dataset", Dataset), ("shots", Shots), ("encoder", Encoder),
            ("experiment", Experiment), ("status", Status),
        }.Where(p => !string.IsNullOrEmpty(p.Item2)).Select(p => (p.Item1, p.Item2!));

    /// <summary>Reads an address.</summary>
    /// <param name="given">Value of a parameter, or null.</param>
    public static ExactRuns Of(Func<string, string?> given)
    {
        string? Given(string name) => given(name) is { Length: > 0 } value ? value : null;
        return new ExactRuns
        {
            Objective = Given("objective"),
            Loss = Given("loss"),
            Dataset = Given("dataset"),
            Shots = Given("shots"),
            Encoder = Given("encoder"),
            Experiment = Given("experiment"),
            Status = Given("status"),
        };
    }

    /// <summary>The same with one condition less.</summary>
    /// <param name="name">Its name in an address.</param>
    public ExactRuns Without(string name) => Of(n => n == name ? null : Parts.FirstOrDefault(p => p.Name == n).Value);
}
