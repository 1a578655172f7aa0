using System.Globalization;

namespace DmlStudio.Web.Links;

/// <summary>What is chosen on the results page, as its address says it; null is the default.</summary>
/// <param name="Shots">Training texts.</param>
/// <param name="Rule">Inference rule.</param>
/// <param name="Order">Order of the rows: family or gain.</param>
/// <param name="Loss">Row of the chosen cell.</param>
/// <param name="Dataset">Column of the chosen cell.</param>
public sealed record ResultsView(string? Metric = null, string? Baseline = null, string? Shots = null, string? Encoder = null,
    string? Rule = null,
    string? Experiment = null, string? Order = null, string? Loss = null, string? Dataset = null)
{
    /// <summary>What stands for no configuration as the reference.</summary>
    public const string NoReference = "cce";

    /// <summary>Orders of the rows, the first is the default.</summary>
    public static IReadOnlyList<string> Orders { get; } = ["family", "gain"];

    /// <summary>Reads an address.</summary>
    /// <param name="value">Value of a parameter, or null.</param>
    public static ResultsView Of(Func<string, string?> value)
    {
        string? Given(string name) => value(name) is { Length: > 0 } given ? given : null;
        return new ResultsView(Given("metric"), Given("baseline"), Given("shots"), Given("encoder"), Given("rule"), Given("experiment"),
            Given("order"), Given("loss"), Given("dataset"))
        { Noted = Given("noted"), Reference = Given("reference") };
    }

    /// <summary>What readers marked, or null for all.</summary>
    public string? Noted { get; init; }

    /// <summary>Configuration that is the reference, or <see cref="NoReference"/>; null for the pinned one.</summary>
    public string? Reference { get; init; }

    /// <summary>The configuration that is the reference, or null.</summary>
    /// <param name="pinned">The pinned one, or null.</param>
    public string? ReferenceOr(string? pinned) => Reference == NoReference ? null : Reference ?? pinned;

    /// <summary>Whether a configuration is the reference, so that cross-entropy is no default.</summary>
    public bool Pinned { get; init; }

    /// <summary>Address of the page with these choices.</summary>
    public string Address => Addresses.Results(Metric, Baseline, ShotsNumber, Encoder, Rule, Experiment, Order, Loss, Dataset, Noted,
        Pinned, Reference);

    /// <summary>Number of training texts, or null.</summary>
    public int? ShotsNumber => int.TryParse(Shots, NumberStyles.Integer, CultureInfo.InvariantCulture, out var shots) ? shots : null;
}
