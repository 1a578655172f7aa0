using System.Collections.Concurrent;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    // Two states of the same length can have the same time while the file system's clock has not moved on.
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(2);
    private static readonly Known Nothing = new(default, 0, null, null);
    private readonly ConcurrentDictionary<string, Known> _states;

    internal sealed record Known(DateTime Written, long Length, RunState? State, string? Damage)
    {
        /// <summary>Parts whose files were not there, or too short, when the state was read.</summary>
        public IReadOnlyList<(string Part, string Fault)> Lacking { get; init; } = [];

        /// <summary>Whether the state was read when its time had passed for good: nothing else can have the same time.</summary>
        public bool Settled { get; set; }

        /// <summary>The seal of the file; empty where it has none.</summary>
        public string Tail { get; init; } = "";

        /// <summary>Whether it stands as the index says it, and its file was not read yet.</summary>
        public bool Indexed { get; set; }
    }

    private string RunsFolder => Path.Combine(Root, "runs");

    /// <summary>Makes sure that the folder can be listed; it need not exist.</summary>
    /// <exception cref="StoreDataException">It cannot.</exception>
    public void RequireReadable()
    {
        if (List().Faults.FirstOrDefault(f => f.Id == "runs") is { } fault) { throw new StoreDataException(fault.Reason); }
    }

    /// <summary>Folders among the runs that are none: copies under other names, and runs in the folder of others. They
    /// are not counted.</summary>
    public IReadOnlyList<string> Strangers() => [.. Directories(RunsFolder, []).SelectMany(shard => Directories(shard, []))
        .Where(f => !IsRun(f) && !f.EndsWith(Leftovers.Deleted, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    internal RunState? StateOf(string id) => !Id().IsMatch(id) ? null
        : _followed && _look is { Count: > Few } look && look.State(id) is { } known ? known.State : State(Folder(id)).State;

    internal Known State(string folder)
    {
        if (_scope is null) { return Whole(folder); }
        // A damaged run does not say whose it is.
        return Whole(folder) is { State: { } state } known && _scope.Shows(state.Summary)
            ? known with { State = state with { Summary = _scope.Of(state.Summary) } }
            : Nothing;
    }

    private Known Whole(string folder)
    {
        var path = Path.Combine(folder, RunState.FileName);
        try
        {
            if (Written(path) is not { } file) { return Nothing; }
            var settled = (TimeProvider.System.GetUtcNow().UtcDateTime - file.Written).Duration() > Coarse;
            var before = _states.GetValueOrDefault(folder);
            if (before is { Settled: true } && before.Written == file.Written && before.Length == file.Length) { return before; }
            if (before is null && FromIndex(folder, file) is { } indexed) { return _states[folder] = indexed; }
            // Its time had not passed when it was read: the seal tells whether it is another one.
            var tail = Seal.Tail(path);
            if (before is not null && before.Written == file.Written && before.Length == file.Length && tail.Length > 0
                && before.Tail == tail && (before.State is null || Of(folder, file, before.State).Lacking.SequenceEqual(before.Lacking)))
            {
                before.Settled = settled;
                return before;
            }
            Interlocked.Increment(ref _readAnew);
            return _states[folder] = Read(folder, file) with { Settled = settled, Tail = tail };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return Nothing; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Nothing with { Damage = $"{path} cannot be read: {e.Message} {SealedFile.Unreadable}" };
        }
    }

    private static Known Read(string folder, (DateTime Written, long Length) file)
    {
        try
        {
            var state = RunState.Read(folder);
            if (state.Summary.Id != Path.GetFileName(folder))
            {
                return new Known(file.Written, file.Length, null,
                    $"{folder} holds the run {state.Summary.Id}: it is a copy under another name, and not counted. Delete it, or give "
                        + "it the name of its run in another runs folder.");
            }
            return Of(folder, file, state);
        }
        catch (StoreDataException e) { return new Known(file.Written, file.Length, null, e.Message); }
    }

    private static Known Of(string folder, (DateTime Written, long Length) file, RunState state) =>
        new(file.Written, file.Length, state, null)
        {
            Lacking = [.. state.Parts.Select(p => (p.Key, Fault(Path.Combine(folder, p.Value.File), p.Value.Length)))
                .Where(p => p.Item2 is not null).Select(p => (p.Key, p.Item2!))],
        };

    // What can be seen of a part without reading it.
    private static string? Fault(string path, long? length) => Written(path) is not { } file ? $"{path} is not there."
        : length is { } expected && file.Length != expected
            ? FormattableString.Invariant($"{path} has {file.Length} bytes, expected {expected}.")
            : null;

    // Null when it is not there; what is there but hidden from us throws.
    private static (DateTime Written, long Length)? Written(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists) { return (file.LastWriteTimeUtc, file.Length); }
        if (Directory.Exists(path)) { return (Directory.GetLastWriteTimeUtc(path), -1); }
        // "Does not exist" is also said of what one may not see.
        try { File.GetAttributes(path); }
        catch (UnauthorizedAccessException) { return (DateTime.MinValue, -1); }
        catch (IOException) { }
        return null;
    }

    /// <summary>Ids of the runs in the folder, finished or not, good or damaged, in order; reads none of them.</summary>
    /// <param name="beginning">How they begin; empty for all.</param>
    public IReadOnlyList<string> Ids(string beginning) =>
        [.. (_scope is null ? Folders().Select(f => Path.GetFileName(f)!) : Runs().Select(r => r.Id))
            .Where(id => id.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    internal IEnumerable<string> Folders() => List().Folders;

    private (List<string> Folders, List<DamagedRun> Faults) List()
    {
        var faults = new List<DamagedRun>();
        List<string> folders = [.. Directories(RunsFolder, faults).SelectMany(shard => Directories(shard, faults)).Where(IsRun)
            .Order(StringComparer.Ordinal)];
        return (folders, faults);
    }

    // A copy beside the run, such as r-….bak, is no run.
    private static bool IsRun(string folder) =>
        Path.GetFileName(folder) is var name && Id().IsMatch(name) && Path.GetFileName(Path.GetDirectoryName(folder)) == name[2..4];

    private string[] Directories(string path, List<DamagedRun> faults)
    {
        try { return Directory.GetDirectories(path); }
        catch (DirectoryNotFoundException) { return []; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(new DamagedRun(Path.GetRelativePath(Root, path),
                $"The folder {path} cannot be listed: {e.Message} See to it that you may read it and enter it; runs in it are not shown."));
            return [];
        }
    }

    internal string Folder(string id) => Id().IsMatch(id)
        ? Path.Combine(RunsFolder, id[2..4], id)
        : throw new ArgumentException($"\"{id}\" is not the id of a run; expected r- and hex digits.", nameof(id));
}
