namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>What a merge did.</summary>
    /// <param name="Copied">Runs that were not here, or unfinished.</param>
    /// <param name="Completed">Finished runs that got explanations or parts that only the other copy had.</param>
    /// <param name="Different">Finished runs of both folders whose predictions differ; nothing was taken from the other copy.</param>
    public sealed record MergeResult(int Copied, int Completed, int Different)
    {
        /// <summary>Runs, text sets and transfer results that were damaged here and are now those of the other folder.</summary>
        public int Repaired { get; init; }

        /// <summary>What was left out, because the other copy is damaged, and what stays damaged here.</summary>
        public IReadOnlyList<DamagedRun> Damaged { get; init; } = Array.Empty<DamagedRun>();
    }

    /// <summary>Copies runs and texts that this store lacks, or has unfinished or damaged, from another; finished runs
    /// of both get what only the other copy has: explanations, robustness, texts out of scope, results on other
    /// datasets, kept weights. Everything is compared with its checksum first and comes whole or not at all; broken
    /// off, the same call goes on.</summary>
    /// <param name="other">The other store's folder.</param>
    /// <exception cref="InvalidDataException">It is this folder.</exception>
    /// <exception cref="StoreDataException">The other cannot be listed, or this one cannot be written.</exception>
    public MergeResult Merge(string other)
    {
        var from = Open(other);
        if (from.Root == Root) { throw new InvalidDataException($"{Root} cannot be merged with itself. Name another runs folder."); }
        from.RequireReadable();
        RequireWritable();
        return new StoreMerge(this, from).Run();
    }
}
