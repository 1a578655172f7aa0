using System.CommandLine;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Trainer.Commands;

/// <summary>Arguments that name finished runs: ids or their beginnings, or words that occur in a run's names.</summary>
internal sealed class ChosenRuns
{
    private readonly Argument<string[]> _ids =
        new("runs") { Description = "Ids of finished runs, or their beginnings", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _filter =
        new("--filter") { Description = "Runs whose dataset, loss, encoder or experiment hold all of these words" };
    private readonly Option<bool> _all = new("--all") { Description = "Every finished run" };

    /// <summary>Adds the arguments.</summary>
    /// <param name="command">Command that takes them.</param>
    public ChosenRuns(Command command)
    {
        command.Add(_ids);
        command.Add(_filter);
        command.Add(_all);
    }

    /// <summary>The runs, in the order in which they were made.</summary>
    /// <param name="parsed">Command line.</param>
    /// <exception cref="InvalidDataException">An id is not known, or nothing is named.</exception>
    public IReadOnlyList<RunSummary> Of(RunStore store, ParseResult parsed)
    {
        store.RequireReadable();
        var done = store.Runs().Where(r => r.Status == RunStatus.Done).OrderBy(r => r.StartedAt).ThenBy(r => r.Id, StringComparer.Ordinal)
            .ToArray();
        string[] ids = parsed.GetValue(_ids) ?? [], words = parsed.GetValue(_filter)?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            ?? [];
        if (ids.Length == 0 && words.Length == 0 && !parsed.GetValue(_all))
        {
            throw new InvalidDataException(
                "No run is named. Name ids, or choose by words with --filter \"trec cce\", or take --all. \"trainer runs\" lists them.");
        }
        var named = ids.Select(id => RunsCommand.Resolve(store, id)).ToHashSet(StringComparer.Ordinal);
        if (named.FirstOrDefault(n => done.All(r => r.Id != n)) is { } open)
        {
            throw new InvalidDataException(store.Run(open) is { } run
                ? $"Run {open} is {run.Status.ToString().ToLowerInvariant()}, expected done. Make it first: its command goes on with it."
                : store.Damaged().FirstOrDefault(d => d.Id == open)?.Told ?? $"Run {open} is no longer there.");
        }
        RunSummary[] chosen = [.. done.Where(r => ids.Length == 0 || named.Contains(r.Id))
            .Where(r => words.All(w =>
                $"{r.Dataset} {r.Dataset}@{r.Corpus} {r.Loss} {r.LossTitle} {r.Encoder} {r.Experiment}".Contains(w,
                    StringComparison.OrdinalIgnoreCase)))];
        return chosen.Length > 0
            ? chosen
            : throw new InvalidDataException(
                $"No finished run in {store.Root} holds all of the words \"{string.Join(' ', words)}\". \"trainer runs\" lists them.");
    }
}
