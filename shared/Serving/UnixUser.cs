using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DmlStudio.Files;

namespace DmlStudio.Serving;

/// <summary>Numbers of users as the system knows them: one's own, of a file, of whoever is at the other end of a socket.</summary>
public static class UnixUser
{
    // STATX_UID, and where stx_uid stands.
    private const uint AskOwner = 0x8;
    private const int OwnerAt = 20;

    // SOL_SOCKET, SO_PEERCRED: process, user, group, four bytes each.
    private const int SocketLevel = 1, PeerCredentials = 17, PeerSize = 12, PeerUserAt = 4;

    /// <summary>The user that this program acts as; null where users have no numbers.</summary>
    public static uint? Own => OperatingSystem.IsWindows() ? null : EffectiveUser();

    /// <summary>The owner of a file or folder, of a link itself; null where it cannot be told.</summary>
    public static uint? Owner(string path) => Statx.Of(path, AskOwner, follow: false) is { } answer
        ? BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(OwnerAt))
        : null;

    /// <summary>The user at the other end of a connected Unix domain socket; null where it cannot be told.</summary>
    public static uint? Peer(Socket socket)
    {
        if (OperatingSystem.IsMacOS()) { return PeerOf((int)socket.Handle, out var user, out _) == 0 ? user : null; }
        if (!OperatingSystem.IsLinux()) { return null; }
        var answer = new byte[PeerSize];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, answer) == PeerSize
            ? BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(PeerUserAt))
            : null;
    }

    /// <summary>Whether somebody else is at the other end of a connected socket.</summary>
    public static bool IsStranger(Socket socket) => Peer(socket) is { } peer && peer != Own;

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "getpeereid", SetLastError = true)]
    private static extern int PeerOf(int socket, out uint user, out uint group);
}
