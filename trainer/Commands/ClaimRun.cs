using System.CommandLine;
using System.Globalization;
using DmlStudio.Claims;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Commands;

/// <summary>From an experiment of a paper to the command of <c>trainer run</c> that makes it, and the runs.</summary>
/// <param name="Paper">The paper.</param>
/// <param name="Experiment">One of its experiments.</param>
/// <param name="Folders">Where data lies.</param>
internal sealed record ClaimRun(Paper Paper, ClaimExperiment Experiment, DataFolders Folders)
{
    /// <summary>Draws in place of the experiment's own; null keeps those.</summary>
    public int? Draws { get; init; }

    /// <summary>Folders that its datasets need and that are not there, by dataset.</summary>
    public IReadOnlyList<(string Dataset, string Folder)> Absent { get; } =
    [
        .. from name in Experiment.Datasets
           join known in DatasetTable.All on name equals known.Name
           let folder = Path.Combine(Folders.Data, known.Needs)
           where known.Needs.Length > 0 && !Directory.Exists(folder)
           select (name, folder),
    ];

    /// <summary>Datasets that are at hand.</summary>
    public IReadOnlyList<string> Datasets => [.. Experiment.Datasets.Except(Absent.Select(a => a.Dataset))];

    /// <summary>What is missing for all of it, in words; empty when at least one dataset is at hand.</summary>
    public string Missing => Datasets.Count > 0 ? ""
        : $"the data of {string.Join(", ", Absent.Select(a => a.Dataset))} is not at hand ({Absent[0].Folder} and the like); --data or "
            + "DMLSTUDIO_DATA names the folder that holds it.";

    /// <summary>The command line of <c>run</c> for the datasets at hand.</summary>
    /// <exception cref="InvalidDataException">A loss is written otherwise than runs name it.</exception>
    public IReadOnlyList<string> Arguments()
    {
        var losses = Paper.LossesOf(Experiment);
        foreach (var loss in losses) { RequireWritten(loss); }
        return
        [
            "run", $"--name={Paper.ExperimentName(Experiment)}", $"--datasets={string.Join(',', Datasets)}",
            $"--losses={string.Join(',', losses)}", $"--protocol={Experiment.Protocol}",
            string.Create(CultureInfo.InvariantCulture, $"--shots={Experiment.Shots}"),
            string.Create(CultureInfo.InvariantCulture, $"--repetitions={Draws ?? Experiment.Draws}"),
            // Of several claims some may be asked alone, whose losses are fewer.
            .. Experiment.Settings.Where(s => s.Key.LastIndexOf('.') is var dot && (dot < 0 || LossSections.Concerns(s.Key[..dot], losses)))
                .Select(s => s.Key.Contains('.', StringComparison.Ordinal) ? $"--set={s.Key}={s.Value}"
                : $"--{s.Key}={s.Value}"),
        ];
    }

    /// <summary>Makes the open runs, after noting in the runs folder which configurations check the claims.</summary>
    /// <param name="passed">Flags of <c>run</c> that a person gave.</param>
    /// <param name="interrupt">Stops cleanly; the same command goes on.</param>
    /// <returns>Exit code.</returns>
    public Task<int> Make(IEnumerable<string> passed, CancellationToken interrupt)
    {
        var command = new Command("run");
        var flags = new ExperimentFlags(command, new Dictionary<string, string>());
        var parsed = new RootCommand { command }.Parse([.. Arguments(), .. passed], Verbs.Reading);
        if (parsed.Errors.Count > 0) { throw new InvalidDataException(string.Join(" ", parsed.Errors.Select(e => e.Message))); }
        if (!parsed.GetValue(flags.DryRun))
        {
            var cells = flags.Experiment(parsed, null, interrupt: interrupt).Cells;
            new ClaimLedger(RunStore.Open(flags.Common.Out(parsed)))
                .Note(new ClaimLedger.Entry(Paper.Key, Experiment.Mark, [.. cells.Select(c => c.Configuration)]));
        }
        return RunCommand.Run(parsed, flags, null, interrupt);
    }

    private static void RequireWritten(string loss)
    {
        var text = ObjectiveTable.Parse(loss).Text;
        if (text == loss) { return; }
        throw new InvalidDataException($"The loss \"{loss}\" is stored with its runs as \"{text}\". Write it so in the file of claims.");
    }
}
