using System.Collections.Concurrent;
using LiteDB;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    // Damage met while reading, by place; it goes when the same place is read well.
    private readonly ConcurrentDictionary<(string Id, string Part), (RunPart? Of, string Fault)> _met = new();

    /// <summary>Damage was met by a reader that goes on without the part.</summary>
    public event EventHandler? DamageMet;

    /// <summary>What cannot be read, with the reason: runs, parts whose files are gone or too short, and whatever was
    /// found damaged so far by reading it.</summary>
    public IReadOnlyList<DamagedRun> Damaged()
    {
        var look = Now();
        List<DamagedRun> damaged = [.. look.Faults];
        foreach (var id in look.Faulty.Union(_met.Keys.Select(m => m.Id)).Order(StringComparer.Ordinal))
        {
            if (look.State(id) is not { } known) { continue; }
            if (known.Damage is { } damage) { damaged.Add(new DamagedRun(id, damage)); }
            if (known.State is not { } state) { continue; }
            var met = _met.Where(m => m.Key.Id == id && state.Parts.GetValueOrDefault(m.Key.Part) == m.Value.Of)
                .Select(m => (m.Key.Part, m.Value.Fault));
            (string Part, string Fault)[] faults =
                [.. known.Lacking.Concat(met).DistinctBy(f => f.Part).OrderBy(f => f.Part, StringComparer.Ordinal)];
            damaged.AddRange(faults.Select(f => Of(id, state, f.Part, f.Fault, [.. faults.Select(x => x.Part)])));
        }
        damaged.AddRange(_met.Where(m => m.Value.Of is null).Select(m => new DamagedRun(m.Key.Part, m.Value.Fault))
            .OrderBy(d => d.Id, StringComparer.Ordinal));
        // Of what belongs to no run that is shown, nothing is said.
        return _scope is null ? damaged
            : [.. damaged.Where(d => StateOf(d.Id) is not null).Select(d => d with { Reason = Tell(d.Reason) })];
    }

    internal static DamagedRun Of(string id, RunState state, string part, string fault, IReadOnlyCollection<string> bad)
    {
        string[] good = [.. state.Parts.Keys.Where(p => !bad.Contains(p)).Order(StringComparer.Ordinal).Select(RunPart.Holds).Distinct()];
        // Repaired, it would be lost, and may be whole.
        if (fault.Contains(SealedFile.Unreadable, StringComparison.Ordinal))
        {
            return new DamagedRun(id, $"{fault} Not shown: {RunPart.Holds(part)}. Still good: summary, figures and curve"
                + $"{string.Concat(good.Select(g => ", " + g))}.")
            { Part = part };
        }
        var remedy = part == DetailsFile.FileName
            ? "marks the run as interrupted, so that its command makes it again"
            : "forgets this part, so that it can be made again";
        return new DamagedRun(id,
            $"{fault} Damaged: {RunPart.Holds(part)}. Still good: summary, figures and curve{string.Concat(good.Select(g => ", " + g))}. "
            + $"\"trainer runs merge FOLDER\" repairs it from a good copy; \"trainer runs repair {id}\" {remedy}.")
        { Part = part };
    }

    private T? Part<T>(string id, string name, Func<LiteDatabase, T> read) where T : class
    {
        if (!Id().IsMatch(id)) { return null; }
        RunPart? tried = null;
        while ((tried is null ? StateOf(id) : State(Folder(id)).State) is { } state && state.Parts.TryGetValue(name, out var part))
        {
            try
            {
                var found = SealedFile.Read(Path.Combine(Folder(id), part.File), part.Sha256, read);
                _met.TryRemove((id, name), out _);
                return found;
            }
            catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException)
            {
                // Published again, or deleted, since its state was read: then the state of now says what there is.
                if (part != tried)
                {
                    tried = part;
                    _states.TryRemove(Folder(id), out _);
                    continue;
                }
                _met[(id, name)] = (part, e is StoreDataException ? e.Message : $"{Path.Combine(Folder(id), part.File)} is not there.");
                if (_tolerant)
                {
                    DamageMet?.Invoke(this, EventArgs.Empty);
                    return null;
                }
                throw new StoreDataException(
                    $"Run {id}: {Damaged().FirstOrDefault(d => d.Id == id && d.Part == name)?.Reason ?? e.Message}", e);
            }
        }
        return null;
    }
}
