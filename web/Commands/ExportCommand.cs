using System.CommandLine;
using DmlStudio.Store;
using DmlStudio.Web.StaticPages;

namespace DmlStudio.Web.Commands;

/// <summary><c>web export</c>: the browser as a folder of static pages.</summary>
internal static class ExportCommand
{
    private const int Every = 100;

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
            "Writes the browser as static pages, for any host of files or to be opened from the disk. It needs no program and no network.")
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
        var pages = await new StaticFolder(runs, experiment, texts).Write(folder, (written, waiting) =>
        {
            if (written % Every == 0 && written > 0)
            {
                output.WriteLine(FormattableString.Invariant($"{written} pages written, {waiting} more known"));
            }
        }, interrupt);
        await output.WriteLineAsync(FormattableString.Invariant($"Wrote {pages} pages. Open ")
            + Path.Combine(Path.GetFullPath(folder), "index.html"));
        return 0;
    }
}
