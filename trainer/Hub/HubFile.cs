namespace DmlStudio.Trainer.Hub;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Path in the repository.</param>
/// <param name="Size">Bytes, or null where the hub does not say.</param>
/// <param name="Sha256">SHA-256 for large files, hex.</param>
/// <param name="Blob">Git's SHA-1 of the blob for small files, hex.</param>
internal sealed record HubFile(string Path, long? Size, string? Sha256, string? Blob);
