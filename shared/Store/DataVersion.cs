using System.Globalization;
using System.Text;
using DmlStudio.Records;

namespace DmlStudio.Store;

/// <summary>Which finished runs something was said about. Two folders with the same runs have the same version.</summary>
/// <param name="Runs">When each run ended, by its id.</param>
public sealed record DataVersion(IReadOnlyDictionary<string, long> Runs)
{
    /// <summary>First digits of the SHA-256 of all ids and times, such as <c>d-3f9a2c10b7e4</c>.</summary>
    public string Name { get; } = "d-" + SealedFile.Hash(Encoding.UTF8.GetBytes(string.Concat(Runs
        .OrderBy(r => r.Key, StringComparer.Ordinal)
        .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {r.Value}\n")))))[..12];

    /// <summary>When the last of the runs ended, Unix milliseconds; 0 without any.</summary>
    public long Until => Runs.Count == 0 ? 0 : Runs.Values.Max();

    /// <summary>The version of what a store shows.</summary>
    public static DataVersion Of(RunStore store) => Of(store.Runs());

    /// <summary>The version of runs, of which the finished ones count.</summary>
    public static DataVersion Of(IEnumerable<RunSummary> runs) => new(runs.Where(r => r.Status == RunStatus.Done)
        .ToDictionary(r => r.Id, r => r.FinishedAt, StringComparer.Ordinal));
}
