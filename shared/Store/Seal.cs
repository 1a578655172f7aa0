using System.Security.Cryptography;
using DmlStudio.Files;

namespace DmlStudio.Store;

/// <summary>
/// The checksum at the end of a file of the store: eight letters and the SHA-256 of everything before them. LiteDB's files are whole pages,
/// so the length alone tells a sealed file from one of an older version, which has no seal.
/// </summary>
internal static class Seal
{
    /// <summary>Bytes of a seal.</summary>
    public const int Length = 40;

    private const int Page = 8192;

    private static ReadOnlySpan<byte> Mark => "DMLSEAL1"u8;

    /// <summary>The seal of some bytes.</summary>
    /// <param name="content">Everything that it vouches for.</param>
    public static byte[] Of(ReadOnlySpan<byte> content) => [.. Mark, .. SHA256.HashData(content)];

    /// <summary>The seal at the end of a file as it stands there, hex; empty when its length says that there is none.</summary>
    public static string Tail(string path)
    {
        // Opening a pipe would wait for somebody at its other end; who reads the file says what it is.
        if (RegularFile.Refusal(path) is not null) { return ""; }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length % Page != Length) { return ""; }
        var bytes = new byte[Length];
        file.Seek(-bytes.Length, SeekOrigin.End);
        file.ReadExactly(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>What stands before the seal, or everything when there is none.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="isSealed">Whether there is a seal.</param>
    /// <returns>Length of the content; -1 when the seal does not fit it, or the file is cut off.</returns>
    public static int Content(ReadOnlySpan<byte> file, out bool isSealed)
    {
        isSealed = file.Length % Page == Length;
        if (!isSealed) { return file.Length > 0 && file.Length % Page == 0 ? file.Length : -1; }
        var content = file[..^Length];
        return Of(content).AsSpan().SequenceEqual(file[^Length..]) ? content.Length : -1;
    }
}
