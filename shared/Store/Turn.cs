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
    /// <returns>The turn, until it is disposed of.</returns>
    /// <exception cref="StoreDataException">The folder cannot be written, or another program is at it all the time.</exception>
    public static FileStream Take(string root, string path)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(root);
                return new FileStream(Path.Combine(root, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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

    /// <summary>Whether a lock could not be had because another holds it; anything else is the disk.</summary>
    /// <param name="e">What opening its file threw.</param>
    // EAGAIN of Linux and of macOS, and the sharing violation of Windows.
    public static bool IsTaken(Exception e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
