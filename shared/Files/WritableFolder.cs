using System.Runtime.InteropServices;
using System.Text;

namespace DmlStudio.Files;

/// <summary>Tells whether a folder could be written, and writes nothing: for plans, which change nothing.</summary>
public static class WritableFolder
{
    // W_OK and X_OK: files can be made in it.
    private const int WriteAndEnter = 3;

    /// <summary>Why a folder cannot be written or made, or null where it can, or where the system does not tell.</summary>
    /// <param name="path">The folder; it need not exist.</param>
    public static string? Refusal(string path)
    {
        for (var at = Path.GetFullPath(path); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at)) { return $"{at} is a file"; }
            if (!Directory.Exists(at)) { continue; }
            if (OperatingSystem.IsWindows() || Ask([.. Encoding.UTF8.GetBytes(at), 0], WriteAndEnter) == 0) { return null; }
            return $"{at}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
        }
        return null;
    }

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    private static extern int Ask(byte[] path, int mode);
}
