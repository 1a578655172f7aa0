using DmlStudio.Records;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>In a folder of up to so many runs every question looks at the folder, and the answer is that of the moment. In a larger one
    /// that is followed (<see cref="StoreWatch"/>) questions are answered from the last look.</summary>
    private const int Few = 200;

    private readonly Lock _looking = new();
    private volatile StoreLook? _look;
    private volatile bool _followed;

    /// <summary>A stamp that changes when anything was published. Folders that cannot be read are left out.</summary>
    public string Stamp() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Now().Number}-{TransferStore.Open(Root).Stamp()}");

    /// <summary>Says that somebody looks at the folder again and again, or no longer.</summary>
    /// <param name="followed">Whether somebody does.</param>
    internal void Follow(bool followed) => _followed = followed;

    /// <summary>Looks at the folder.</summary>
    internal StoreLook Look()
    {
        lock (_looking)
        {
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
            return look;
        }
    }

    private StoreLook Now() => _followed && _look is { Count: > Few } look ? look : Look();

    // A run whose writer is gone without saying so is interrupted.
    private RunStatus Status(Known known) => known.State?.Summary is not { } run ? default
        : run.Status == RunStatus.Running && !IsHeld(run.Id) ? RunStatus.Interrupted : run.Status;
}
