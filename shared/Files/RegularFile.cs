using System.Buffers.Binary;

namespace DmlStudio.Files;

/// <summary>Tells files of bytes from pipes, sockets and devices: opening those waits for somebody at the other end, perhaps for ever,
/// and reading them may have no end.</summary>
public static class RegularFile
{
    // STATX_TYPE, where stx_mode stands, and the kinds in its upper four bits.
    private const uint AskKind = 1;
    private const int ModeAt = 28, Kinds = 0xF000, Pipe = 0x1000, Letters = 0x2000, Blocks = 0x6000, Socket = 0xC000;

    /// <summary>Why something is not read, or null where it is a file, a folder or not there. Links are followed.</summary>
    /// <param name="path">What is to be opened.</param>
    public static string? Refusal(string path)
    {
        var kind = Statx.Of(path, AskKind, follow: true) is { } answer
            ? (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(ModeAt)) & Kinds) switch
            {
                Pipe => "a pipe",
                Socket => "a socket",
                Letters or Blocks => "a device",
                _ => null,
            }
            : null;
        return kind is null ? null : $"{path} is {kind}; expected a file. Save what it gives as a file, and name that.";
    }

    /// <summary>Refuses what is no file.</summary>
    /// <param name="path">What is to be opened.</param>
    /// <exception cref="InvalidDataException">It is a pipe, a socket or a device.</exception>
    public static void Require(string path)
    {
        if (Refusal(path) is { } refusal) { throw new InvalidDataException(refusal); }
    }
}
