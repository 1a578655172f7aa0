namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>Looks through the folder: every state, text set, transfer result, shared view, report, note of a claim, the slices, the
    /// notes and the tokens by their checksum; the parts of the runs by being there and by their length.</summary>
    /// <param name="deep">Whether the parts are read too, and compared bit by bit with what was published.</param>
    public StoreCheck Check(bool deep)
    {
        int files = 0, bare = 0;
        foreach (var folder in Folders())
        {
            if (State(folder).State is not { } state) { continue; }
            files += 1 + state.Parts.Count;
            try { bare += SealedFile.Check(Path.Combine(folder, RunState.FileName), null) ? 0 : 1; }
            catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException)
            {
                _states.TryRemove(folder, out _);
            }
            if (deep) { Check(Path.GetFileName(folder)); }
        }
        var others = new List<DamagedRun>();
        foreach (var path in Beside("texts").Concat(Beside("transfer")).Concat(Beside(ShareStore.Folder))
            .Concat(Beside(ReportStore.Folder)).Concat(Beside(ClaimLedger.Folder)).Append(Path.Combine(Root, AccessTokens.FileName)))
        {
            try
            {
                bare += SealedFile.Check(path, null) ? 0 : 1;
                Understand(path);
                files++;
            }
            // Tokens are their owner's; that another user may not read them is no damage.
            catch (StoreDataException e) when (e.InnerException is UnauthorizedAccessException
                && Path.GetFileName(path) == AccessTokens.FileName)
            {
            }
            catch (StoreDataException e)
            {
                files++;
                others.Add(new DamagedRun(Path.GetRelativePath(Root, path), e.Message));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { }
        }
        try { bare += new SavedSlices(this).Check(ref files) ? 0 : 1; }
        catch (StoreDataException e) { others.Add(new DamagedRun(SavedSlices.FileName, e.Message)); }
        try { new NoteStore(this).Check(ref files); }
        catch (StoreDataException e) { others.Add(new DamagedRun(NotesFile.FileName, e.Message)); }
        return new StoreCheck(files, bare, [.. Damaged().Concat(others).DistinctBy(d => (d.Id, d.Part))]);
    }

    // What was made by hand may be sealed, and hold what nobody can read.
    private static void Understand(string path)
    {
        switch (Path.GetFileName(Path.GetDirectoryName(path)))
        {
            case ShareStore.Folder: ShareStore.Read(path); break;
            case ReportStore.Folder: ReportStore.Read(path); break;
            case ClaimLedger.Folder: ClaimLedger.Read(path); break;
            default: break;
        }
    }

    // Parts of a run whose bits are not those that were published.
    internal List<string> Check(string id)
    {
        var bad = new List<string>();
        foreach (var (name, part) in StateOf(id)?.Parts ?? new Dictionary<string, RunPart>())
        {
            var path = Path.Combine(Folder(id), part.File);
            try
            {
                SealedFile.Check(path, part.Sha256);
                _met.TryRemove((id, name), out _);
            }
            catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException)
            {
                bad.Add(name);
                _met[(id, name)] = (part, e is StoreDataException ? e.Message : $"{path} is not there.");
            }
        }
        return bad;
    }

    /// <summary>Why a part that was checked is not believed.</summary>
    internal string Fault(string id, string part) => _met.TryGetValue((id, part), out var met) ? met.Fault : "";

    internal IEnumerable<string> Beside(string name)
    {
        var folder = Path.Combine(Root, name);
        try { return [.. Directory.GetFiles(folder, "*.db").Order(StringComparer.Ordinal)]; }
        catch (DirectoryNotFoundException) { return []; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _met[("", name)] = (null, $"The folder {folder} cannot be listed: {e.Message} See to it that you may read it and enter it.");
            return [];
        }
    }
}
