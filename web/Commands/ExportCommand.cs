using System.CommandLine;
using System.Runtime.InteropServices;
using DmlStudio.Store;
using DmlStudio.Web.StaticPages;

namespace DmlStudio.Web.Commands;

/// <summary><c>web export</c>: the browser as a folder of static pages.</summary>
internal static class ExportCommand
{
    // As of the trainer's verbs.
    private const int Interrupted = 3;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>The command.</summary>
    /// <param name="output">Where progress is told.</param>
    public static Command Make(TextWriter output)
    {
        var folder = new Argument<string>("folder")
        {
            Description = "Folder to write: a new or empty one, or one that was written by this command, which is replaced as a whole",
        };
        var store = StoreOption.Make();
        var experiment = new Option<string?>("--experiment") { Description = "Shows the runs of this experiment alone" };
        var bare = new Option<bool>("--no-texts") { Description = "Hides the texts: every word is a black mark" };
        var command = new Command("export",
            "Writes the browser as static pages, for any host of files or to be opened from the disk. They need no program and no network. "
                + "Stopped, the same command goes on.")
            { folder, store, experiment, bare };
        command.SetAction((parsed, interrupt) => Write(StoreOption.Folder(parsed.GetValue(store)), parsed.GetValue(folder)!,
            parsed.GetValue(experiment), !parsed.GetValue(bare), output, interrupt));
        return command;
    }

    private static async Task<int> Write(string store, string folder, string? experiment, bool texts, TextWriter output,
        CancellationToken interrupt)
    {
        if (string.IsNullOrWhiteSpace(folder)) { throw new InvalidDataException("The folder is empty; expected a name, such as pages."); }
        var runs = RunStore.Open(store, tolerant: true);
        runs.RequireReadable();
        var (pages, written, told) = (new StaticFolder(runs, experiment, texts), 0, TimeProvider.System.GetTimestamp());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        void Stop(PosixSignalContext signal) => signal.Cancel = TryCancel(stop);
        using var ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var kill = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await pages.Write(folder, (done, waiting) =>
            {
                written = done;
                if (TimeProvider.System.GetElapsedTime(told) < Every || waiting == 0) { return; }
                told = TimeProvider.System.GetTimestamp();
                output.WriteLine(FormattableString.Invariant($"{done} pages written, {waiting} more known"));
            }, stop.Token);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"Stopped after {written} pages. The same command goes on."));
            return Interrupted;
        }
        await output.WriteLineAsync(FormattableString.Invariant($"Wrote {written} pages")
            + (pages.Kept == 0 ? "" : FormattableString.Invariant($", {pages.Kept} of them before it was stopped"))
            + ". Open " + Path.Combine(Path.GetFullPath(folder), "index.html"));
        return 0;
    }

    // A signal may come when all is done.
    private static bool TryCancel(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
            return true;
        }
        catch (ObjectDisposedException) { return false; }
    }
}
