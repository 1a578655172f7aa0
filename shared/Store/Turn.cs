using System.Diagnostics;

namespace DmlStudio.Store;

/// <summary>One change at a time of the small files beside the runs (notes, slices, tokens, reports), whichever program makes it: each
/// is read, changed and written whole, so that of two changes at once one would be lost, and a token that was taken back could
/// return.</summary>
internal static class Turn
{
    /// <summary>Name of the file whose lock is the turn; it stays, and is empty. The lock of a killed program is free.</summary>
    public const string FileName = "changes.lock";

    // A change takes some milliseconds, on a slow disk some hundred.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for the turn, at most five seconds.</summary>
    /// <param name="root">The runs folder; made when it is not there.</param>
    /// <param name="path">The file that is to be changed; named in the refusal.</param>
    /// <param name="name">Name of the file whose lock it is.</param>
    /// <param name="ownerAlone">Whether other users of the machine are kept from its lock.</param>
    /// <returns>The turn, until it is disposed of.</returns>
    /// <exception cref="StoreDataException">The folder cannot be written, or another program is at it all the time.</exception>
    public static FileStream Take(string root, string path, string name = FileName, bool ownerAlone = false)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(root);
                return Open(Path.Combine(root, name), ownerAlone);
            }
            catch (IOException e) when (IsTaken(e) && clock.Elapsed < Patience) { Thread.Sleep(Pause); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreDataException($"{path} could not be written: {e.Message} Nothing was changed; "
                    + (IsTaken(e) ? "another program is changing files of this folder: do the same again when it has ended."
                        : "see to it that you may write in the folder."), e);
            }
        }
    }

    /// <summary>Waits for the turn of the owner alone, or goes on without it.</summary>
    /// <param name="root">The runs folder.</param>
    /// <param name="name">Name of the file whose lock it is.</param>
    /// <param name="patience">How long to wait.</param>
    public static FileStream? Try(string root, string name, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try { return Open(Path.Combine(root, name), ownerAlone: true); }
            catch (IOException e) when (IsTaken(e) && clock.Elapsed < patience) { Thread.Sleep(Pause); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
        }
    }

    /// <summary>Whether a lock could not be had because another holds it; anything else is the disk.</summary>
    /// <param name="e">What opening its file threw.</param>
    // EAGAIN of Linux and of macOS, and the sharing violation of Windows.
    public static bool IsTaken(Exception e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static FileStream Open(string path, bool ownerAlone)
    {
        // A link would make a file elsewhere, or share the lock of one.
        if (new FileInfo(path).LinkTarget is not null) { throw new IOException($"{path} is a link; expected a file. Remove it."); }
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (ownerAlone && !OperatingSystem.IsWindows()) { how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; }
        try { return new FileStream(path, how); }
        // Made by another user of a folder that several may write in: the lock is had without writing.
        catch (UnauthorizedAccessException) when (!ownerAlone && File.Exists(path))
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
    }
}
