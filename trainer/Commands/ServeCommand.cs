using System.CommandLine;
using DmlStudio.Store;
using DmlStudio.Trainer.Serving;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer serve</c>: holds the models of runs that kept their weights, for the browser's page Try.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("serve",
            "Answers the browser's page Try: predicts and explains own texts with runs that kept their weights. Listens on a socket of "
                + "the runs folder.");
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        var encoder = new Option<string?>("--encoder") { Description = "Folder of the encoder; default where the runs say" };
        command.Add(encoder);
        command.SetAction(async (parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(common.Json));
            RequireFolder(common.Out(parsed));
            var store = RunStore.Open(common.Out(parsed));
            using var runs = new ServedRuns(store, parsed.GetValue(encoder), where.Of(parsed));
            using var host = ServingHost.Open(store.Root, runs.Answer, TimeProvider.System);
            var count = store.Runs().Count(r => store.HasWeights(r.Id));
            reporter.Tell("serving",
                FormattableString.Invariant(
                    $"{count} runs of {store.Root} kept their weights. The browser's page Try can ask them now; Ctrl-C stops."),
                ("socket", host.Place), ("store", store.Root), ("runs", count));
            if (count == 0)
            {
                reporter.Tell("no-weights", "Make runs with --keep-weights true first; they can be asked as soon as they are done.");
            }
            await host.Run(interrupt);
            return ExitCodes.Done;
        });
        return command;
    }

    // The socket finds another place where the runs folder cannot hold it, so nothing else would tell that no run can ever be there.
    private static void RequireFolder(string runs)
    {
        for (var at = Path.GetFullPath(runs); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                throw new InvalidDataException($"--out names {runs}, but {at} is a file; expected a folder of runs. Name another folder.");
            }
        }
    }
}
