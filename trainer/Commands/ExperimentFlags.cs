using System.CommandLine;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Trainer.Commands;

/// <summary>The flags of an experiment, one for every setting; <c>run</c> and <c>quickstart</c> share them.</summary>
internal sealed class ExperimentFlags
{
    private const string CellsFlag = "--cells", ProbeFlag = "--probe";
    private readonly List<Option<string?>> _flags = [];
    private readonly Option<string[]> _set =
        new("--set") { Description = "A loss's own setting: loss.setting=value; may be repeated", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _jobs =
        new("--jobs")
        {
            Description = "Runs at a time, each in a process of its own with its share of the cores; 0 (default) makes as many small "
                + "ones as there are cores, each on one thread. Another number of threads rounds differently",
        };
    private readonly Option<string?> _shard =
        new("--shard")
        {
            Description = "Makes share i of n of the cells (i/n, i from 1), for one of n machines; \"trainer runs merge\" brings the "
                + "folders together. Products are fp32 unless --precision says otherwise",
        };
    private readonly Option<string?> _cells =
        new(CellsFlag) { Description = "Makes the cells in a line of a file of tasks (FILE:LINE)", Hidden = true };
    private readonly IReadOnlyDictionary<string, string> _defaults;
    private readonly IReadOnlyCollection<string> _without;

    /// <summary>Adds the flags.</summary>
    /// <param name="command">Command that takes them.</param>
    /// <param name="defaults">Values that this command has instead of the settings' own defaults; an experiment file wins over
    /// them.</param>
    /// <param name="without">Flags of <c>run</c> that this command does not take; null for none.</param>
    public ExperimentFlags(Command command, IReadOnlyDictionary<string, string> defaults, IReadOnlyCollection<string>? without = null)
    {
        (_defaults, _without) = (defaults, without ?? []);
        Flag(command, "name", "Name of the experiment");
        Flag(command, "encoder",
            "Folder of the encoder, an encoder inside, or hf:owner/name[@revision]; default DMLSTUDIO_ENCODER, else the one that comes "
                + "with the program");
        Flag(command, "datasets", "Names or files, apart by commas");
        Flag(command, "losses", "Losses, apart by commas: cce, proxy-anchor, cce+proxy-anchor, …");
        Flag(command, "repetitions", "Repetitions of each cell (default 5)");
        Flag(command, "seed", "Seed (default 2048)");
        Flag(command, "keep-first",
            "Keeps the weights of each cell's first repetition, for the page Try (default "
                + $"{defaults.GetValueOrDefault("keep-first") ?? "false"})");
        Flag(command, "device", DeviceOption.Description);
        Flag(command, "protocol",
            $"Settings in place of the defaults: {string.Join("; ", Protocol.All.Select(p => $"{p.Name} ({p.Title})"))}");
        Flag(command, "recipe", "A named recipe beside the losses: "
            + string.Join(", ", ObjectiveInfo.All.Where(o => o.IsRecipe).Select(o => o.Key)));
        Add(command, _set);
        foreach (var setting in SettingInfo.Of(typeof(TrainingSettings)))
        {
            Flag(command, setting.Name,
                $"{setting.Description} (default {defaults.GetValueOrDefault(setting.Name) ?? $"{setting.Default}"})");
        }
        Common = new CommonOptions(command);
        Cross = new CrossDomain(option => Add(command, option));
        Table = new TableFlags(command);
        foreach (var option in new Option[] { DryRun, _jobs, _shard, Worker, Probe, _cells }) { Add(command, option); }
    }

    public CommonOptions Common { get; }

    public CrossDomain Cross { get; }

    public TableFlags Table { get; }

    public Option<bool> Worker { get; } =
        new("--worker") { Description = "Makes runs for another trainer, which holds this one's input open", Hidden = true };

    /// <summary>How the cores are divided among the runs.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="machine">What is divided; null for this machine.</param>
    /// <exception cref="InvalidDataException">A number of jobs below 0.</exception>
    public CoreShare ShareOf(ParseResult parsed, Experiment experiment, Machine? machine = null) =>
        parsed.GetValue(_jobs) is >= 0 and var jobs
        ? CoreShare.Of(jobs, experiment.Planned, experiment.Weights, experiment.Device, machine ?? Machine.Here())
        : throw new InvalidDataException(FormattableString.Invariant(
            $"--jobs is {parsed.GetValue(_jobs)}; expected a whole number from 0, where 0 divides the cores by itself."));

    /// <summary>Which share is made here, as written.</summary>
    public Option<string?> Share => _shard;

    /// <summary>Rates of products as the trainer measured them that starts this one.</summary>
    public Option<string?> Probe { get; } = new(ProbeFlag) { Hidden = true };

    /// <summary>The device that the flag, or the environment, names; an experiment file is not asked.</summary>
    /// <param name="parsed">Command line.</param>
    /// <exception cref="InvalidDataException">No such word, or no such device here.</exception>
    public TorchSharp.torch.Device DeviceOf(ParseResult parsed) =>
        DeviceChoice.Of(parsed.GetValue(_flags.First(f => f.Name == "--device")));

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Says what would be done and how long it takes, and stops" };

    /// <summary>The experiment that the flags, an experiment file and the defaults describe.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="file">Experiment file, or null.</param>
    /// <param name="more">Values that win over all of them, or null.</param>
    /// <param name="divided">Whether other machines make its cells.</param>
    /// <param name="interrupt">Stops the download of an encoder.</param>
    /// <exception cref="InvalidDataException">A value cannot be read, or nothing names an encoder.</exception>
    /// <exception cref="OperationCanceledException">A download was stopped.</exception>
    public Experiment Experiment(ParseResult parsed, string? file, IReadOnlyDictionary<string, string>? more = null,
        bool divided = false, CancellationToken interrupt = default)
    {
        var values = Values(parsed);
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) { values[name] = value; }
        var plan = ExperimentFile.Read(file, values, _defaults);
        plan = plan with { IsTestedElsewhere = Cross.Wanted(parsed), EncoderNamed = plan.Encoder };
        if (parsed.GetValue(_shard) is { } share) { plan = plan with { Shard = Shard.Parse(share) }; }
        if (parsed.GetValue(_cells) is { } place) { plan = plan with { Only = JobFolder.Cells(place) }; }
        plan = plan with { IsDivided = divided || plan.Only is not null };
        plan = plan with { Probe = PrecisionProbe.Read(parsed.GetValue(Probe)) };
        plan = plan with { Encoder = EncoderChoice.Folder(plan.Encoder, new Reporter(parsed.GetValue(Common.Json)), interrupt) };
        return new Experiment(plan, RunStore.Open(Common.Out(parsed)), DataFolders.Default(parsed.GetValue(Common.Data)),
            Table.Columns(parsed),
            TimeProvider.System, Again(Environment.GetCommandLineArgs().Skip(1)));
    }

    /// <summary>An experiment file with the flags, the file and a search's best values, on the texts that the search left out.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="file">Experiment file, or null.</param>
    public string Yaml(ParseResult parsed, string? file, IReadOnlyDictionary<string, string> best)
    {
        var values = Values(parsed);
        foreach (var (name, value) in best) { values[name] = value; }
        values["part"] = "rest";
        return ExperimentFile.Write(file, values, _defaults);
    }

    private Dictionary<string, string> Values(ParseResult parsed)
    {
        var values = new Dictionary<string, string>();
        foreach (var flag in _flags)
        {
            if (parsed.GetValue(flag) is not { } value) { continue; }
            // Among those of an experiment file it would be blamed on the file.
            SettingInfo.Of(typeof(TrainingSettings)).FirstOrDefault(s => s.Name == flag.Name[2..])?.Require(value, flag.Name);
            values[flag.Name[2..]] = value;
        }
        foreach (var text in parsed.GetValue(_set) ?? [])
        {
            var (equals, dot) = (text.IndexOf('=', StringComparison.Ordinal), text.IndexOf('.', StringComparison.Ordinal));
            if (dot < 1 || equals < dot)
            {
                throw new InvalidDataException($"--set found \"{text}\", expected loss.setting=value, such as sup-con.temperature=0.05.");
            }
            values[text[..equals]] = text[(equals + 1)..];
        }
        return values;
    }

    /// <summary>The other datasets of --test-on.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="experiment">The experiment.</param>
    /// <exception cref="InvalidDataException">A dataset cannot be read or has other labels.</exception>
    public IReadOnlyList<Corpus> TestOn(ParseResult parsed, Experiment experiment) =>
        Cross.Read(parsed, DataFolders.Default(parsed.GetValue(Common.Data)), Table.Columns(parsed),
            experiment.Cells.Select(c => c.Corpus.Source).DistinctBy(c => c.Checksum));

    // The command that makes the runs again, without what only says how it is told.
    private static string Again(IEnumerable<string> arguments) =>
        OwnProgram.Again(OfAPerson(arguments).Where(a => a is not ("--worker" or "--json")));

    // Which task made a run, and what its starter had measured, is of no concern to who makes it again.
    private static IEnumerable<string> OfAPerson(IEnumerable<string> arguments)
    {
        var all = arguments.ToArray();
        return all.Where((a, i) => !IsOwn(a) && (i == 0 || !IsOwn(all[i - 1])));

        static bool IsOwn(string argument) => argument is CellsFlag or ProbeFlag;
    }

    private void Flag(Command command, string name, string description)
    {
        var option = new Option<string?>("--" + name) { Description = description };
        if (Add(command, option)) { _flags.Add(option); }
    }

    private bool Add(Command command, Option option)
    {
        if (_without.Contains(option.Name)) { return false; }
        command.Add(option);
        return true;
    }
}
