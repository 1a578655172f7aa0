using DmlStudio.Records;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>Where the held-out texts of a run lie, or null when the run does not hold it.</summary>
    public TextDistances? Distances(string id) => Part(id, ReliabilityFiles.Distances, ReliabilityFiles.ReadDistances);

    /// <summary>The space of a run at the start and at the end of training, or null when the run does not hold it.</summary>
    public SpaceMoments? Moments(string id) => Part(id, SpaceFile.FileName, SpaceFile.Read);

    /// <summary>How a run stands small edits, or null when it was not tested.</summary>
    public Robustness? Robustness(string id) =>
        Part(id, ReliabilityFiles.Robustness, ReliabilityFiles.ReadRobustness) is { } tested ? _scope?.Of(tested) ?? tested : null;

    /// <summary>What a run says of texts out of scope, one for each set of texts, by name.</summary>
    public IReadOnlyList<OutOfScope> OutOfScope(string id) => [.. (StateOf(id)?.Parts.Keys ?? [])
        .Where(p => p.StartsWith(ReliabilityFiles.OutOfScopePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(p => Part(id, p, ReliabilityFiles.ReadOutOfScope)).OfType<OutOfScope>().Select(o => _scope?.Of(o) ?? o)];
}
