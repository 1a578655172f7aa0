using System.CommandLine;
using System.CommandLine.Parsing;
using DmlStudio.Settings;
using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Trainer.Commands;

/// <summary>The flags of an experiment on Slurm: <c>--slurm</c>, <c>--attach</c>, and one for every setting of <see cref="SlurmSettings"/>;
/// flags win over the section <c>slurm</c> of the experiment file.</summary>
internal sealed class SlurmFlags
{
    private readonly Option<bool> _slurm = new("--slurm")
    {
        Description = "Submits the cells as an array of Slurm and watches it; with --dry-run prints the script. The section slurm of the "
            + "experiment file, or the flags --slurm-…, say what is asked of the cluster",
    };
    private readonly Option<bool> _attach =
        new("--attach") { Description = "Watches the array that --slurm submitted before; submits nothing" };
    private readonly List<Option<string?>> _settings = [];

    /// <summary>Adds the flags.</summary>
    /// <param name="command">Command that takes them.</param>
    public SlurmFlags(Command command)
    {
        command.Add(_slurm);
        command.Add(_attach);
        foreach (var setting in SettingInfo.Of(typeof(SlurmSettings)))
        {
            var option = new Option<string?>("--slurm-" + setting.Name)
            {
                Description = setting.Description + (setting.Default.Length == 0 ? "" : $" (default {setting.Default})"),
            };
            _settings.Add(option);
            command.Add(option);
        }
    }

    /// <summary>Whether the cells are made on Slurm.</summary>
    /// <param name="parsed">Command line.</param>
    public bool Wanted(ParseResult parsed) => parsed.GetValue(_slurm) || parsed.GetValue(_attach);

    /// <summary>Refuses what is asked of a cluster that gets nothing; a section of the file may wait there for --slurm.</summary>
    /// <param name="parsed">Command line, without --slurm and --attach.</param>
    /// <exception cref="InvalidDataException">A flag asks something of it.</exception>
    public void RequireNone(ParseResult parsed)
    {
        if (_settings.Find(f => parsed.GetValue(f) is not null) is { } flag)
        {
            throw new InvalidDataException($"{flag.Name} is \"{parsed.GetValue(flag)}\" without --slurm; expected both, for without "
                + $"--slurm every cell is made on this machine. Add --slurm, or leave {flag.Name} out.");
        }
    }

    /// <summary>Whether what was submitted is only watched.</summary>
    /// <param name="parsed">Command line.</param>
    public bool Attach(ParseResult parsed) => parsed.GetValue(_attach);

    /// <summary>What file and flags ask of the cluster.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="file">Experiment file, or null.</param>
    /// <exception cref="InvalidDataException">A name is unknown, or a value out of range.</exception>
    public SlurmSettings Settings(ParseResult parsed, string? file)
    {
        // The launcher's own spelling is understood too.
        var values = ExperimentFile.SlurmOf(file).ToDictionary(v => v.Key.Replace('_', '-'), v => v.Value);
        foreach (var (flag, setting) in _settings.Zip(SettingInfo.Of(typeof(SlurmSettings))))
        {
            if (parsed.GetValue(flag) is not { } value) { continue; }
            // Among those of the file it would be blamed on the file.
            setting.Require(value, flag.Name);
            values[setting.Name] = value;
        }
        return (SlurmSettings)SettingInfo.Make(typeof(SlurmSettings), values, file is null ? "slurm" : $"{file}: slurm");
    }

    /// <summary>The words of a task: those of the command line without what concerns the cluster, what is only told, and the
    /// folder.</summary>
    /// <param name="parsed">Command line.</param>
    /// <param name="without">Further flags that a task does not get.</param>
    public IReadOnlyList<string> Words(ParseResult parsed, IReadOnlyCollection<string> without)
    {
        var words = new List<string> { parsed.CommandResult.Command.Name };
        foreach (var part in parsed.CommandResult.Children)
        {
            if (part is OptionResult { Implicit: false } option && option.Option != _slurm && option.Option != _attach
                && !_settings.Contains(option.Option) && !without.Contains(option.Option.Name))
            {
                words.AddRange([option.Option.Name, .. option.Tokens.Select(t => t.Value)]);
            }
            else if (part is ArgumentResult argument) { words.AddRange(argument.Tokens.Select(t => t.Value)); }
        }
        return words;
    }
}
