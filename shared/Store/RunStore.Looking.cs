using DmlStudio.Records;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>In a folder of up to so many runs every question looks at the folder, and the answer is that of the moment. In a larger one
    /// that is followed (<see cref="StoreWatch"/>) questions are answered from the last look.</summary>
    private const int Few = 200;

    private const int MostLively = 100;

    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(1);

    private readonly Lock _looking = new();
    private volatile StoreLook? _look;
    private volatile bool _followed;
    private long _begun, _ended;
    private volatile (string Path, DateTime Written)[] _signs = [];

    [ThreadStatic]
    private static (RunStore Store, StoreLook Look) _held;

    /// <summary>A stamp that changes when anything was published. Folders that cannot be read are left out.</summary>
    public string Stamp() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Now().Number}-{TransferStore.Open(Root).Stamp()}");

    /// <summary>Says that somebody looks at the folder again and again, or no longer.</summary>
    /// <param name="followed">Whether somebody does.</param>
    internal void Follow(bool followed) => _followed = followed;

    /// <summary>Answers what is asked meanwhile, on this thread, from the last look, in a small folder too. Open pages that are told of a
    /// change ask all at once, each several things. It is that look which found the change; if each question looked again, one after the
    /// other, many pages would be behind by seconds.</summary>
    /// <param name="ask">Asks.</param>
    public void FromLastLook(Action ask) => From(_followed && _look is { } last ? last : Now(), ask);

    /// <summary>Answers what is asked meanwhile, on this thread, from one look, which is of now as far as any is: what a page asks in turn
    /// is of one moment, and a small folder is looked at once for it.</summary>
    /// <param name="ask">Asks.</param>
    public void FromOneLook(Action ask) => From(Now(), ask);

    private void From(StoreLook look, Action ask)
    {
        var before = _held;
        _held = (this, look);
        try { ask(); }
        finally { _held = before; }
    }

    /// <summary>Begins the first look beside what else is done, so that it is there, or nearly, when somebody asks.</summary>
    public void LookAhead() => _ = Task.Run(AnyLook);

    /// <summary>The last look; the first one when there is none.</summary>
    internal StoreLook AnyLook()
    {
        lock (_looking) { return _look ?? Look(); }
    }

    /// <summary>Whether there is a sign that something was published since the last look: a folder that runs come into has changed, or the
    /// state of a run that was worked at lately. It takes a small part of what a look takes and misses what happens to older runs; a look
    /// is what counts.</summary>
    internal bool IsStirred() => _signs.Any(s => s.Written != WrittenAt(s.Path));

    /// <summary>Looks at the folder.</summary>
    internal StoreLook Look()
    {
        var before = Interlocked.Read(ref _begun);
        lock (_looking)
        {
            // Whoever waited while others looked takes the look that began meanwhile: it saw all that was there when this was asked.
            if (_ended > before && _look is { } since) { return since; }
            var number = Interlocked.Increment(ref _begun);
            var shards = _followed ? Signs(Shards()) : [];
            var (folders, faults) = List();
            if (folders.Count > Few) { TakeIndex(); }
            // Reading many states, the first time, is work for all cores; a look that finds little leaves them to those who ask.
            Known[] states = folders.Count > Few && _look is null
                ? [.. folders.AsParallel().AsOrdered().Select(State)]
                : [.. folders.Select(State)];
            var runs = folders.Select((f, i) => (Path.GetFileName(f), states[i], Status(states[i]))).ToArray();
            var look = StoreLook.Of(_look, runs, faults, EncoderOf);
            if (!ReferenceEquals(look, _look))
            {
                _look = look;
                // The index is that of the whole folder.
                if (_scope is null) { KeepIndex(look.Count, runs.Select(r => (r.Item1, r.Item2))); }
            }
            if (_followed) { _signs = [.. shards, .. Lively(folders, states)]; }
            _ended = number;
            return look;
        }
    }

    private IEnumerable<string> Shards() => Directories(RunsFolder, []).Prepend(RunsFolder);

    private static IEnumerable<(string Path, DateTime Written)> Signs(IEnumerable<string> paths) =>
        [.. paths.Select(p => (p, WrittenAt(p)))];

    // The states that are likely to be written next: of runs that have none yet, are worked at, or were lately.
    private static IEnumerable<(string Path, DateTime Written)> Lively(List<string> folders, Known[] states)
    {
        var lately = TimeProvider.System.GetUtcNow().UtcDateTime - Lately;
        return folders.Select((f, i) => (Path: Path.Combine(f, RunState.FileName), State: states[i]))
            // What cannot be read says no time, and would be a sign for ever.
            .Where(s => s.State is { Damage: null } or { Written.Ticks: > 0 })
            .Where(s => s.State.State is not { } state || state.Summary.Status == RunStatus.Running || s.State.Written > lately)
            .OrderByDescending(s => s.State.Written).Take(MostLively).Select(s => (s.Path, s.State.Written));
    }

    // As a look would say it: what is not there was never written.
    private static DateTime WrittenAt(string path)
    {
        try { return Written(path)?.Written ?? default; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return default; }
    }

    private StoreLook Now() => ReferenceEquals(_held.Store, this) ? _held.Look
        : _followed && _look is { Count: > Few } look ? look : Look();

    // A run whose writer is gone without saying so is interrupted.
    private RunStatus Status(Known known) => known.State?.Summary is not { } run ? default
        : run.Status == RunStatus.Running && !IsHeld(run.Id) ? RunStatus.Interrupted : run.Status;
}
