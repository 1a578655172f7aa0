using System.CommandLine;
using System.Globalization;
using DmlStudio.Files;
using DmlStudio.Store;
using DmlStudio.Web.Reports;

namespace DmlStudio.Web.Commands;

/// <summary><c>web report</c>: the findings of an experiment as files, without a server.</summary>
internal static class ReportCommand
{
    private const int MostTexts = 50;

    /// <summary>The command.</summary>
    /// <param name="output">Where the files are named.</param>
    public static Command Make(TextWriter output)
    {
        var experiment = new Argument<string?>("experiment")
        {
            Description = "Experiment that is told of; all runs without one",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var store = StoreOption.Make();
        var format = new Option<string?>("--format") { Description = $"{string.Join(", ", ReportFormat.All)} (default html)" };
        var to = new Option<string?>("--to")
        {
            Description = "File to write, for csv and svg a folder (default report-EXPERIMENT beside you); replaced when it is there, a "
                + "folder only where a report wrote all that it holds",
        };
        var texts = new Option<string?>("--texts")
        {
            Description = FormattableString.Invariant($"Explained texts of each dataset, 0 to {MostTexts} (default {ReportMaker.Texts})"),
        };
        var command = new Command("report", "Writes the findings of an experiment into one file that needs no network and no program.")
            { experiment, store, format, to, texts };
        command.SetAction((parsed, _) => Write(StoreOption.Folder(parsed.GetValue(store)), parsed.GetValue(experiment),
            Format(parsed.GetValue(format)), parsed.GetValue(to), Count(parsed.GetValue(texts)), output));
        return command;
    }

    private static string Format(string? given) => given is null ? ReportFormat.All[0] : ReportFormat.All.Contains(given) ? given
        : throw new InvalidDataException($"--format is \"{given}\"; expected one of {string.Join(", ", ReportFormat.All)}.");

    private static int Count(string? given) => given is null ? ReportMaker.Texts
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= MostTexts ? n
        : throw new InvalidDataException(FormattableString.Invariant(
            $"--texts is \"{given}\"; expected a whole number from 0 to {MostTexts} (default {ReportMaker.Texts})."));

    private static async Task<int> Write(string folder, string? experiment, string format, string? to, int texts, TextWriter output)
    {
        if (to is not null && string.IsNullOrWhiteSpace(to))
        {
            throw new InvalidDataException("--to is empty; expected a file, or a folder for csv and svg.");
        }
        var store = RunStore.Open(folder, tolerant: true);
        store.RequireReadable();
        var report = await new ReportMaker(store, experiment, texts).Make();
        var name = "report" + (experiment is null ? "" : "-" + string.Concat(experiment.Select(c => char.IsLetterOrDigit(c) ? c : '-')));
        var files = ReportFormat.Files(report, format, name);
        if (files.Count == 0)
        {
            throw new InvalidDataException($"The report holds nothing that could be written as {format}. --format html holds all of it.");
        }
        var written = ReportFormat.IsFolder(format) ? await ReportFolder.Write(to ?? name, files)
            : [await Put(to ?? files[0].Name, files[0].Text)];
        foreach (var path in written) { await output.WriteLineAsync($"Wrote {path}"); }
        return 0;
    }

    private static async Task<string> Put(string file, string text)
    {
        var path = Path.GetFullPath(file);
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
        {
            throw new InvalidDataException($"--to is {path}, which {(Directory.Exists(path) ? "is" : "names")} a folder; expected a file.");
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RegularFile.Require(path);
        // Broken off, it leaves what was there.
        var unfinished = path + ".unfinished";
        try
        {
            await File.WriteAllTextAsync(unfinished, text);
            File.Move(unfinished, path, overwrite: true);
        }
        finally { File.Delete(unfinished); }
        return path;
    }
}
