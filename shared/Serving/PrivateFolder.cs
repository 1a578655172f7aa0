using System.Globalization;
namespace DmlStudio.Serving;

/// <summary>A folder that one user alone may enter. What lies in it was put there by that user.</summary>
public static class PrivateFolder
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, or closes one's own to others.</summary>
    /// <exception cref="InvalidDataException">It is somebody else's, or a link.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Directory.CreateDirectory(path, Own);
        if (Stranger(path) is { } stranger) { throw new InvalidDataException(stranger); }
        // A copied folder has lost its mode; only its owner gets here.
        if (File.GetUnixFileMode(path) != Own) { File.SetUnixFileMode(path, Own); }
        if (Refusal(path) is { } refusal) { throw new InvalidDataException(refusal); }
    }

    /// <summary>Why nothing in a folder is to be trusted, or null where it is private. It exists.</summary>
    public static string? Refusal(string path)
    {
        // There a user's folders are closed by their access lists.
        if (OperatingSystem.IsWindows()) { return null; }
        if (Stranger(path) is { } stranger) { return stranger; }
        const UnixFileMode others =
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
                | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return (File.GetUnixFileMode(path) & others) == 0
            ? null
            : $"{path} can be entered by other users; expected a folder of mode 700. Close it with chmod 700, or remove it.";
    }

    private static string? Stranger(string path)
    {
        if (new DirectoryInfo(path).LinkTarget is { } target)
        {
            return $"{path} is a link to {target}; expected a folder. Remove the link.";
        }
        return UnixUser.Owner(path) is { } owner && owner != UnixUser.Own
            ? string.Create(CultureInfo.InvariantCulture,
                $"{path} belongs to another user (number {owner}, not {UnixUser.Own}). Ask that user to remove it, or work in another "
                    + $"runs folder.") : null;
    }
}
