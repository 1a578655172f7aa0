namespace DmlStudio.Store;

public sealed partial class RunStore
{
    private const string LockName = "run.lock";
    private const int LockAttempts = 5;

    /// <summary>Takes the right to write a run.</summary>
    /// <exception cref="RunHeldException">Another process has it.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written, or what is published of the run cannot be read.</exception>
    public RunWriter Claim(string id)
    {
        var held = Hold(id);
        try { return new RunWriter(Folder(id), held); }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // For a run of which nothing can be read: whatever is there is replaced.
    internal RunWriter ClaimAnew(string id) => new(Folder(id), Hold(id), anew: true);

    /// <summary>Makes the folder when it is not there, and tries to write into it. Goes on with what killed programs
    /// left half done.</summary>
    /// <exception cref="StoreDataException">It cannot be written.</exception>
    public void RequireWritable()
    {
        var probe = Path.Combine(Root, FormattableString.Invariant($"{Guid.NewGuid():N}{SealedFile.Unfinished}"));
        try
        {
            Directory.CreateDirectory(Root);
            using (File.Create(probe)) { }
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw NotWritable(e); }
        foreach (var folder in new[] { Root, Path.Combine(Root, "texts"), Path.Combine(Root, "transfer") }) { Leftovers.Sweep(folder); }
        Leftovers.FinishDeleting(RunsFolder);
    }

    /// <summary>Goes on with deletions that were broken off.</summary>
    public void FinishDeletions() => Leftovers.FinishDeleting(RunsFolder);

    /// <summary>Deletes a run, damaged or not. It is gone at once: its folder gets another name first, and when the
    /// program is killed while it removes what is in it, the next one goes on.</summary>
    /// <exception cref="RunHeldException">It is being written.</exception>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public void Delete(string id)
    {
        var folder = Folder(id);
        if (Directory.Exists(folder))
        {
            using var held = Hold(id);
            try { Directory.Move(folder, FormattableString.Invariant($"{folder}.{Guid.NewGuid():N}{Leftovers.Deleted}")); }
            catch (DirectoryNotFoundException) { }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw NotWritable(e); }
        }
        _states.TryRemove(folder, out _);
        Leftovers.FinishDeleting(RunsFolder);
    }

    /// <summary>Forgets the damaged parts of a run, so that what is left of it is whole and they can be made again.
    /// Without its predictions a run counts as interrupted, and its command makes it again.</summary>
    /// <returns>Names of the parts.</returns>
    /// <exception cref="StoreDataException">Nothing of it can be read, a part may not be read, or the folder cannot be written.</exception>
    public IReadOnlyList<string> Repair(string id)
    {
        using var writer = Claim(id);
        var bad = Check(id);
        // What another user keeps to himself may be whole: to forget it would be to lose it.
        var closed = bad.Select(p => _met[(id, p)].Fault).Where(f => f.Contains(SealedFile.Unreadable, StringComparison.Ordinal)).ToArray();
        if (closed.Length > 0) { throw new StoreDataException($"Nothing of run {id} was forgotten: {closed[0]}"); }
        if (bad.Count > 0) { writer.Forget(bad); }
        foreach (var part in bad) { _met.TryRemove((id, part), out _); }
        return bad;
    }

    private FileStream Hold(string id)
    {
        var path = Path.Combine(Folder(id), LockName);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Folder(id));
                var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                // Deleted between its opening and its lock: then it is the lock of a folder that is gone.
                if (File.Exists(path) || attempt == LockAttempts) { return held; }
                held.Dispose();
            }
            catch (DirectoryNotFoundException) when (attempt < LockAttempts) { }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Turn.IsTaken(e)
                    ? new RunHeldException($"Run {id} in {Root} is being written by another process. Wait for it, or stop it, or "
                        + "choose another folder with --out.")
                    : NotWritable(e);
            }
        }
    }

    private StoreDataException NotWritable(Exception e) =>
        new($"The runs folder {Root} cannot be written: {e.Message} Name another with --out.", e);
}
