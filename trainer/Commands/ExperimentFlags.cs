using System.CommandLine;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Commands;

/// <summary>The flags of an experiment, one for every setting; <c>run</c> and <c>quickstart</c> share them.</summary>
internal sealed class ExperimentFlags
{
    private readonly List<Option<string?>> _flags = [];
    private readonly Option<string?> _text = new("--text-column") { Description = "Column of the text in a table, by name or number from 0" };
    private readonly Option<string?> _label = new("--label-column") { Description = "Column of the label in a table, by name or number from 0" };
    private readonly IReadOnlyDictionary<string, string> _defaults;

    /// <summary>Adds the flags.</summary>
    /// <param name="command">Command that takes them.</param>
    /// <param name="defaults">Values that this command has instead of the settings' own defaults.</param>
    public ExperimentFlags(Command command, IReadOnlyDictionary<string, string> defaults)
    {
        _defaults = defaults;
        Flag(command, "name", "Name of the experiment");
        Flag(command, "encoder", "Folder of the encoder; default DMLSTUDIO_ENCODER, else the one that comes with the program");
        Flag(command, "datasets", "Names or files, apart by commas");
        Flag(command, "losses", "Losses, apart by commas: cce, proxy-anchor, cce+proxy-anchor, …");
        Flag(command, "repetitions", "Repetitions of each cell (default 5)");
        Flag(command, "seed", "Seed (default 2048)");
        foreach (var setting in SettingInfo.Of(typeof(TrainingSettings))) { Flag(command, setting.Name, $"{setting.Description} (default {defaults.GetValueOrDefault(setting.Name) ?? $"{setting.Default}"})"); }
        Common = new CommonOptions(command);
        command.Add(_text);
        command.Add(_label);
        command.Add(DryRun);
    }

    public CommonOptions Common { get; }

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Says what would be done and how long it takes, and stops" };

    /// <summary>The experiment that the flags, an experiment file and the defaults describe.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="file">Experiment file, or null.</param>
    /// <exception cref="InvalidDataException">A value cannot be read, or nothing names an encoder.</exception>
    public Experiment Experiment(ParseResult parsed, string? file)
    {
        var values = _defaults.ToDictionary();
        foreach (var flag in _flags) { if (parsed.GetValue(flag) is { } value) { values[flag.Name[2..]] = value; } }
        if (!values.ContainsKey("encoder") && file is null) { values["encoder"] = EncoderFolders.Default(); }
        var columns = new TableColumns { Text = parsed.GetValue(_text) ?? "text", Label = parsed.GetValue(_label) ?? "label" };
        return new Experiment(ExperimentFile.Read(file, values), RunStore.Open(Common.Out(parsed)), DataFolders.Default(parsed.GetValue(Common.Data)), columns,
            TimeProvider.System, "dotnet run -c Release --project trainer -- " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
    }

    private void Flag(Command command, string name, string description)
    {
        var option = new Option<string?>("--" + name) { Description = description };
        _flags.Add(option);
        command.Add(option);
    }
}
