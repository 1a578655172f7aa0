using System.Text.RegularExpressions;

namespace DmlStudio.Store;

/// <summary>A published part of a run, as its state names it.</summary>
/// <param name="File">Name of its file. A part that is published again gets a file of another name, so that the state
/// in force never names one that is being replaced.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Length">Its bytes; null where an older version did not say.</param>
internal sealed partial record RunPart(string File, string Sha256, long? Length)
{
    /// <summary>What a part holds, for people.</summary>
    /// <param name="name">Name of the part.</param>
    public static string Holds(string name) => name switch
    {
        DetailsFile.FileName => "predictions, space and settings",
        NeighboursFile.FileName => "nearest training texts",
        CrossFile.FileName => "results on other datasets",
        WeightsFile.FileName => "kept weights",
        SpaceFile.FileName => "space at the start and the end of training",
        ReliabilityFiles.Distances => "distances",
        ReliabilityFiles.Robustness => "small edits",
        _ when IsExplanations(name) => "explanations",
        _ when name.StartsWith(ReliabilityFiles.OutOfScopePrefix, StringComparison.Ordinal) => "texts out of scope",
        _ => name,
    };

    /// <summary>Whether a part holds explanations.</summary>
    /// <param name="name">Name of the part.</param>
    public static bool IsExplanations(string name) => name.StartsWith(RunStore.AttributionPrefix, StringComparison.Ordinal);

    /// <summary>Refuses names that lead out of the run's folder.</summary>
    /// <param name="name">Name of a part or of its file.</param>
    /// <exception cref="StoreDataException">It does.</exception>
    public static string Require(string name) => Plain().IsMatch(name) ? name
        : throw new StoreDataException(
            $"\"{name}\" is not the name of a part of a run; expected letters, digits, - or ~, and .db. Nothing of this run is used.");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9~-]*\.db\z")]
    private static partial Regex Plain();
}
