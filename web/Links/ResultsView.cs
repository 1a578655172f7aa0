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
    /// <summary>What readers marked, or null for all.</summary>
    public string? Noted { get; init; }

    /// <summary>Whether a configuration is pinned, so that cross-entropy is no default.</summary>
    public bool Pinned { get; init; }

    /// <summary>Address of the page with these choices.</summary>
    public string Address => Addresses.Results(Metric, Baseline, ShotsNumber, Encoder, Rule, Experiment, Order, Loss, Dataset, Noted,
        Pinned);

    /// <summary>Number of training texts, or null.</summary>
    public int? ShotsNumber => int.TryParse(Shots, NumberStyles.Integer, CultureInfo.InvariantCulture, out var shots) ? shots : null;
}
