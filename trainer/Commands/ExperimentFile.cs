using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Trainer.Losses;
using DmlStudio.Trainer.Training;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DmlStudio.Trainer.Commands;

/// <summary>Reads an experiment from a YAML file and flags; flags win, unknown keys are refused.</summary>
/// <remarks>Top level: name, encoder, datasets, losses, repetitions, seed, every training setting, and one mapping per
/// loss key with that loss's settings.</remarks>
public static class ExperimentFile
{
    private static readonly string[] Own = ["name", "encoder", "datasets", "losses", "repetitions", "seed"];

    /// <summary>Reads.</summary>
    /// <param name="path">YAML file, or null for flags alone.</param>
    /// <param name="flags">Values by key, as on the command line; lists apart by commas.</param>
    /// <exception cref="InvalidDataException">The file is missing or wrong; the message says where.</exception>
    public static ExperimentPlan Read(string? path, IReadOnlyDictionary<string, string> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var losses = new Dictionary<string, object>(StringComparer.Ordinal);
        var of = path ?? "the command line";
        foreach (var (key, value) in path is null ? [] : Yaml(path))
        {
            if (value is Dictionary<object, object> settings)
            {
                var loss = LossTable.All.FirstOrDefault(l => l.Key == key) ?? throw new InvalidDataException(SettingInfo.Unknown(of, key, LossTable.All.Select(l => l.Key)));
                losses[key] = SettingInfo.Make(loss.Settings, settings.ToDictionary(s => Text(s.Key), s => Text(s.Value)), key);
            }
            else { values[key] = value is List<object> list ? string.Join(',', list.Select(Text)) : Text(value); }
        }
        foreach (var (key, value) in flags) { values[key] = value; }

        var known = Own.Concat(SettingInfo.Of(typeof(TrainingSettings)).Select(s => s.Name)).ToArray();
        if (values.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown) { throw new InvalidDataException(SettingInfo.Unknown(of, unknown, known)); }
        string Needed(string key) => values.TryGetValue(key, out var v) && v.Length > 0 ? v : throw new InvalidDataException($"{of} has no {key}. Add {key}: … to the file, or --{key} … to the command.");
        string[] List(string key) => Needed(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var plan = new ExperimentPlan
        {
            Name = values.GetValueOrDefault("name") ?? (path is null ? "experiment" : Path.GetFileNameWithoutExtension(path)),
            Encoder = Needed("encoder"),
            Datasets = List("datasets"),
            Losses = List("losses"),
            Repetitions = (int)Number(values, "repetitions", 5, 1, 10_000),
            Seed = Number(values, "seed", 2048, 0, long.MaxValue),
            Settings = (TrainingSettings)SettingInfo.Make(typeof(TrainingSettings), values.Where(v => !Own.Contains(v.Key)).ToDictionary(v => v.Key, v => v.Value), of),
            LossSettings = losses,
        };
        foreach (var loss in plan.Losses) { LossTable.Parse(loss); }
        return plan;
    }

    private static long Number(Dictionary<string, string> values, string key, long otherwise, long min, long max)
    {
        if (!values.TryGetValue(key, out var text)) { return otherwise; }
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new InvalidDataException(FormattableString.Invariant($"{key} is \"{text}\"; expected a whole number from {min} to {max}."));
    }

    private static Dictionary<string, object?> Yaml(string path)
    {
        if (!File.Exists(path)) { throw new InvalidDataException($"There is no experiment file {path}. Name an existing .yaml file."); }
        try
        {
            var tree = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(File.ReadAllText(path));
            return (tree ?? []).ToDictionary(p => Text(p.Key), p => p.Value);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{path}, line {e.Start.Line}, column {e.Start.Column}: {e.Message} Expected lines of \"key: value\"."), e);
        }
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
