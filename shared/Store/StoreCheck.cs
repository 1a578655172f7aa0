namespace DmlStudio.Store;

/// <summary>What a look through a whole runs folder found.</summary>
/// <param name="Files">Files that were looked at.</param>
/// <param name="Unsealed">Files of older versions that end with no checksum: their bits cannot be judged.</param>
/// <param name="Damaged">What is damaged.</param>
public sealed record StoreCheck(int Files, int Unsealed, IReadOnlyList<DamagedRun> Damaged);
