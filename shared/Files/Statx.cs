using System.Runtime.InteropServices;
using System.Text;

namespace DmlStudio.Files;

/// <summary>What Linux says of a file without opening it: statx, which has one layout on every processor.</summary>
internal static class Statx
{
    // AT_FDCWD and AT_SYMLINK_NOFOLLOW, and the length of an answer.
    private const int Here = -100, NoFollow = 0x100, Size = 256;

    /// <summary>The answer, or null where it cannot be had.</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="mask">Which fields are asked for.</param>
    /// <param name="follow">Whether a link is followed.</param>
    public static byte[]? Of(string path, uint mask, bool follow)
    {
        // A name with a NUL would be asked for up to there.
        if (!OperatingSystem.IsLinux() || path.Contains('\0', StringComparison.Ordinal)) { return null; }
        var answer = new byte[Size];
        try { return Ask(Here, [.. Encoding.UTF8.GetBytes(path), 0], follow ? 0 : NoFollow, mask, answer) == 0 ? answer : null; }
        // A C library without it.
        catch (EntryPointNotFoundException) { return null; }
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Ask(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
