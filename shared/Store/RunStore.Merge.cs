namespace DmlStudio.Store;

public sealed partial class RunStore
{
    private const int Shown = 5;

    // What the programs put into a runs folder; a person's own files may lie beside.
    private static readonly string[] Own = ["runs", "texts", "transfer", "slurm", ShareStore.Folder, ReportStore.Folder, ClaimLedger.Folder,
        NotesFile.FileName, SavedSlices.FileName, AccessTokens.FileName, AccessLog.FileName, SummaryIndex.FileName, Turn.FileName,
        AccessTokens.LockName];

    /// <summary>What a merge did.</summary>
    /// <param name="Copied">Runs that were not here, or unfinished.</param>
    /// <param name="Completed">Finished runs that got explanations or parts that only the other copy had.</param>
    /// <param name="Different">Finished runs of both folders whose predictions differ; nothing was taken from the other copy.</param>
    public sealed record MergeResult(int Copied, int Completed, int Different)
    {
        /// <summary>Runs, text sets and transfer results that were damaged here and are now those of the other folder.</summary>
        public int Repaired { get; init; }

        /// <summary>Runs of the other folder that are not finished there, and nowhere here either: they were not copied.</summary>
        public int Unfinished { get; init; }

        /// <summary>Names of saved slices that were not taken: the other folder has another expression, or there is no room.</summary>
        public IReadOnlyList<string> Slices { get; init; } = Array.Empty<string>();

        /// <summary>What was left out, because the other copy is damaged, and what stays damaged here.</summary>
        public IReadOnlyList<DamagedRun> Damaged { get; init; } = Array.Empty<DamagedRun>();

        /// <summary>What is damaged in the other folder alone, while this one has a good copy of it: nothing is to be done.</summary>
        public IReadOnlyList<DamagedRun> Needless { get; init; } = Array.Empty<DamagedRun>();
    }

    /// <summary>Whether the folder holds a run, finished or not, good or damaged; reads none.</summary>
    public bool HoldsRuns => Ids("").Count > 0;

    /// <summary>Copies runs and texts that this store lacks, or has unfinished or damaged, from another; finished runs
    /// of both get what only the other copy has: explanations, robustness, texts out of scope, results on other
    /// datasets, kept weights. Everything is compared with its checksum first and comes whole or not at all; broken
    /// off, the same call goes on.</summary>
    /// <param name="other">The other store's folder; one that holds no runs yet gives nothing.</param>
    /// <exception cref="InvalidDataException">It is this folder, is not there, or is another kind of folder.</exception>
    /// <exception cref="StoreDataException">The other cannot be listed, or this one cannot be written.</exception>
    public MergeResult Merge(string other)
    {
        var from = Open(other);
        if (from.Root == Root) { throw new InvalidDataException($"{Root} cannot be merged with itself. Name another runs folder."); }
        RequireRunsFolder(from.Root);
        from.RequireReadable();
        RequireWritable();
        return new StoreMerge(this, from).Run();
    }

    /// <summary>Refuses what is no folder of runs; an empty one may become one.</summary>
    /// <exception cref="InvalidDataException">It is not there, or is another kind of folder.</exception>
    /// <exception cref="StoreDataException">It cannot be listed.</exception>
    public void RequireThere() => RequireRunsFolder(Root);

    // A wrong name would otherwise be a merge of nothing, which looks like one that was done before.
    private static void RequireRunsFolder(string root)
    {
        const string Expected = "expected a runs folder, as --out of the command that made the runs names it";
        if (File.Exists(root)) { throw new InvalidDataException($"{root} is a file; {Expected}. Name the folder."); }
        if (!Directory.Exists(root)) { throw new InvalidDataException($"There is no folder {root}; {Expected}. Name one that exists."); }
        string[] found;
        try { found = [.. Directory.EnumerateFileSystemEntries(root).Select(e => Path.GetFileName(e)!).Where(e => e[0] != '.')]; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreDataException(
                $"The folder {root} cannot be listed: {e.Message} See to it that you may read it and enter it.", e);
        }
        // A shard that was stopped before its first run, or had none, is an empty folder.
        if (found.Length == 0 || found.Any(IsOwn)) { return; }
        var inner = Path.GetFileName(root) == "runs" && Path.GetDirectoryName(root) is { } above && found.All(f => f.Length == 2)
            ? $" Did you mean {above}?" : "";
        throw new InvalidDataException($"{root} is no runs folder: it holds "
            + $"{string.Join(", ", found.Order(StringComparer.Ordinal).Take(Shown))}{(found.Length > Shown ? ", …" : "")}; "
            + $"{Expected}.{(inner.Length > 0 ? inner : " Name it.")}");

        // Killed while it began, a program may leave what it tried whether the folder can be written with.
        static bool IsOwn(string name) => Own.Contains(name) || name.EndsWith(SealedFile.Unfinished, StringComparison.Ordinal);
    }
}
