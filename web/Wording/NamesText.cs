using DmlStudio.Records;

namespace DmlStudio.Web.Wording;

/// <summary>Says where losses read names of labels that do not show in the texts.</summary>
public static class NamesText
{
    /// <summary>A note for those who look at the losses, or null where names show or none are read.</summary>
    /// <param name="cells">Dataset, title of the loss, and its runs.</param>
    public static string? Note(IEnumerable<(string Dataset, string Loss, IEnumerable<RunSummary> Runs)> cells)
    {
        var hidden = cells.Select(c => (c.Dataset, c.Loss, Fit: NamesOverDraws.Of(c.Runs))).Where(c => c.Fit is { Shows: false })
            .ToArray();
        if (hidden.Length == 0) { return null; }
        // Losses that read the same names before training have the same figure: a dataset is named once.
        var datasets = hidden.GroupBy(c => c.Dataset).Select(g => (Name: g.Key, Fit: g.MaxBy(c => c.Fit!.Draws).Fit!)).Select(d =>
            $"{d.Name} (z = {Num.WithSign(d.Fit.Z, 1)}, {Num.Count(d.Fit.Draws, "draw")})");
        string[] losses = [.. hidden.Select(c => c.Loss).Distinct()];
        return $"{string.Join(", ", losses)} read{(losses.Length == 1 ? "s" : "")} the names of the labels, and on "
            + $"{string.Join(", ", datasets)} it cannot be told that these show in the texts; from z = {Num.Fixed(NamesFit.Least, 1)} on "
            + "chance is unlikely. Names that do not show may cost accuracy: call the labels what a person would, or compare with a loss "
            + "that reads none.";
    }
}
