using DmlStudio.Records;
using DmlStudio.Statistics;

namespace DmlStudio.Comparisons;

/// <summary>Whether the names of the labels show in the training texts of several draws together.</summary>
/// <param name="Z">As <see cref="NamesFit.Z"/>, over the draws.</param>
/// <param name="Draws">Draws that have the figure.</param>
public sealed record NamesOverDraws(double Z, int Draws)
{
    /// <summary>Whether the names show.</summary>
    public bool Shows => Z >= NamesFit.Least;

    /// <summary>Reads the figures that summaries keep.</summary>
    /// <param name="draws">Runs of a loss on a dataset.</param>
    /// <returns>Null where none read names, or all were made before this was kept.</returns>
    public static NamesOverDraws? Of(IEnumerable<RunSummary> draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        (double Z, double Shared)[] found = [.. draws
            .Select(r => (Z: r.Metric(NamesFit.Space, NamesFit.ZName), Shared: r.Metric(NamesFit.Space, NamesFit.SharedName)))
            .Where(f => f.Z is not null && f.Shared is not null).Select(f => (f.Z!.Value, f.Shared!.Value))];
        return found.Length == 0 ? null
            : new NamesOverDraws(AssignmentTest.Over([.. found.Select(f => f.Z)], found[0].Shared), found.Length);
    }
}
