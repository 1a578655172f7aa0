using System.CommandLine;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Commands;

/// <summary>One flag for every setting of a settings record.</summary>
internal sealed class SettingFlags
{
    private readonly Type _type;
    private readonly List<Option<string?>> _flags = [];

    /// <summary>Adds the flags.</summary>
    /// <param name="command">Command that takes them.</param>
    /// <param name="type">A settings record.</param>
    public SettingFlags(Command command, Type type)
    {
        _type = type;
        foreach (var setting in SettingInfo.Of(type))
        {
            var option = new Option<string?>("--" + setting.Name) { Description = $"{setting.Description} (default {setting.Default})" };
            _flags.Add(option);
            command.Add(option);
        }
    }

    /// <summary>The record that the flags describe.</summary>
    /// <param name="parsed">Command line.</param>
    /// <exception cref="InvalidDataException">A value cannot be read or is out of range.</exception>
    public object Read(ParseResult parsed) =>
        SettingInfo.Make(_type, _flags.Where(f => parsed.GetValue(f) is not null)
            .ToDictionary(f => f.Name[2..], f => parsed.GetValue(f)!), parsed.CommandResult.Command.Name);
}
