using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>What of a runs folder a view shows at a time.</summary>
/// <param name="Version">Its finished runs.</param>
public sealed record SharedRuns(DataVersion Version)
{
    /// <summary>Its failed and interrupted runs, each with the time at which it began.</summary>
    public IReadOnlyDictionary<string, long> Unfinished { get; init; } = new Dictionary<string, long>();

    /// <summary>Its transfer results, each with the tasks whose scores it has; null where that was not kept.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Transfer { get; init; }

    /// <summary>What a store shows now.</summary>
    /// <param name="which">Whether a run of it is shown; null for all.</param>
    public static SharedRuns Of(RunStore store, Func<RunSummary, bool>? which = null)
    {
        RunSummary[] shown = [.. store.Runs().Where(r => which?.Invoke(r) != false)];
        return new SharedRuns(DataVersion.Of(shown))
        {
            Unfinished = shown.Where(r => r.Status is RunStatus.Failed or RunStatus.Interrupted)
                .ToDictionary(r => r.Id, r => r.StartedAt, StringComparer.Ordinal),
            Transfer = store.Transfer.All().ToDictionary(r => r.Id, r => (IReadOnlyList<string>)[.. r.Scores.Select(s => s.Task)],
                StringComparer.Ordinal),
        };
    }

    /// <summary>Whether another shows the same.</summary>
    public bool Same(SharedRuns other) => Version.Name == other.Version.Name && Unfinished.Count == other.Unfinished.Count
        && Unfinished.All(r => other.Unfinished.TryGetValue(r.Key, out var begun) && begun == r.Value)
        && Transfer?.Count == other.Transfer?.Count && Transfer?.All(t => other.Transfer!.TryGetValue(t.Key, out var tasks)
            && tasks.SequenceEqual(t.Value)) != false;
}
