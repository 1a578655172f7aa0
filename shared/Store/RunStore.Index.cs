using System.Collections.Concurrent;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>States that are read from their files before the index is written anew.</summary>
    private const int WorthKeeping = 100;

    // What the index says and nobody took yet: a state that is asked for again is read from its file.
    private ConcurrentDictionary<string, SummaryIndex.Entry>? _index;
    private int _readAnew;

    private void TakeIndex() => _index ??= new ConcurrentDictionary<string, SummaryIndex.Entry>(SummaryIndex.Read(Root),
        StringComparer.Ordinal);

    // Whoever may not write here goes without.
    private void KeepIndex(int count, IEnumerable<(string Id, Known Known)> states)
    {
        if (count <= Few || _readAnew < WorthKeeping) { return; }
        _readAnew = 0;
        SummaryIndex.Write(Root, [.. states.Where(s => s.Known is { State: not null, Settled: true })
            .Select(s => new SummaryIndex.Entry(s.Id, s.Known.Written, s.Known.Length, s.Known.State!))]);
    }

    // The times and the length say that the file is the one that was read when the index was written.
    private Known? FromIndex(string folder, (DateTime Written, long Length) file) => _index is { } index
        && index.TryRemove(Path.GetFileName(folder), out var entry) && entry.Written == file.Written && entry.Length == file.Length
        ? Of(folder, file, entry.State) with { Settled = true, Indexed = true } : null;

    /// <summary>Reads the next few states that were taken from the index, and compares them with their seals: a wrong bit
    /// changes neither time nor length.</summary>
    /// <param name="most">How many are read at most.</param>
    internal void CheckIndexed(int most)
    {
        foreach (var (folder, known) in _states.Where(s => s.Value.Indexed).Take(most))
        {
            var path = Path.Combine(folder, RunState.FileName);
            try
            {
                SealedFile.Bytes(path, null);
                known.Indexed = false;
            }
            catch (StoreDataException e)
            {
                _states.TryUpdate(folder, known with { Indexed = false, State = null, Damage = e.Message }, known);
            }
            // Deleted, or being written: the next look sees it.
            catch (IOException) { known.Indexed = false; }
        }
    }
}
