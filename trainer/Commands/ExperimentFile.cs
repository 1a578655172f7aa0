using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Files;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Commands;

/// <summary>Reads an experiment from a YAML file and flags; flags win, unknown keys are refused.</summary>
/// <remarks>Top level: name, encoder, datasets, losses, repetitions, seed, keep-first, protocol, recipe, device, every training
/// setting, one mapping per loss with that loss's settings, and with training settings that differ for it alone, and one named slurm. On
/// the command line a loss's setting is
/// <c>--set sup-con.temperature=0.05</c>.</remarks>
internal static class ExperimentFile
{
    private static readonly string[] Own =
        ["name", "encoder", "datasets", "losses", "repetitions", "seed", "keep-first", "protocol", "recipe", "device"];
    private const string Slurm = "slurm";
    private static readonly string[] Recipes = [.. ObjectiveInfo.All.Where(o => o.IsRecipe).Select(o => o.Key)];

    /// <param name="path">YAML file, or null for flags alone.</param>
    /// <param name="flags">Values by key, as on the command line; lists apart by commas.</param>
    /// <param name="defaults">Values where neither file nor flags have one; null for none.</param>
    /// <exception cref="InvalidDataException">The file is missing or wrong; the message says where.</exception>
    public static ExperimentPlan Read(string? path, IReadOnlyDictionary<string, string> flags,
        IReadOnlyDictionary<string, string>? defaults = null)
    {
        var values = new Dictionary<string, string>(defaults ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var of = path ?? "the command line";
        foreach (var (key, value, section) in path is null ? [] : Yaml(path))
        {
            if (key == Slurm && section is not null) { continue; }
            if (section is not null) { sections[key] = section; }
            else { values[key] = value!; }
        }
        foreach (var (key, value) in flags.Where(f => !f.Key.Contains('.', StringComparison.Ordinal))) { values[key] = value; }
        foreach (var (key, value) in flags.Where(f => f.Key.Contains('.', StringComparison.Ordinal)))
        {
            var dot = key.LastIndexOf('.');
            if (!sections.TryGetValue(key[..dot], out var section)) { sections.Add(key[..dot], section = []); }
            section[key[(dot + 1)..]] = value;
        }

        var known = Own.Concat(SettingInfo.Of(typeof(TrainingSettings)).Select(s => s.Name)).ToArray();
        if (values.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
        {
            throw new InvalidDataException(SettingInfo.Unknown(of, unknown, known));
        }
        string Needed(string key) =>
            values.TryGetValue(key, out var v) && v.Length > 0
                ? v
                : throw new InvalidDataException($"{of} has no {key}. Add {key}: … to the file, or --{key} … to the command.");
        // What is named twice is trained once; commas alone name nothing.
        IReadOnlyList<string> Datasets() => DatasetList.Split(Needed("datasets")) is { Count: > 0 } named
            ? named
            : throw new InvalidDataException(
                $"{of}: datasets is \"{Needed("datasets")}\", which names nothing. Name one, or several apart by commas.");
        if (values.TryGetValue("recipe", out var recipe))
        {
            if (!Recipes.Contains(recipe)) { throw new InvalidDataException(SettingInfo.Unknown("recipe", recipe, Recipes)); }
            values["losses"] = values.TryGetValue("losses", out var written) ? written + "," + recipe : recipe;
        }
        // What a person names wins over the protocol, whichever stands first.
        var protocol = Protocol.Of(values.GetValueOrDefault("protocol") ?? "recommended");
        var training = protocol.Training.ToDictionary();
        foreach (var (key, value) in values.Where(v => !Own.Contains(v.Key))) { training[key] = value; }
        var plan = new ExperimentPlan
        {
            Name = values.GetValueOrDefault("name") ?? (path is null ? "experiment" : Path.GetFileNameWithoutExtension(path)),
            Encoder = values.TryGetValue("encoder", out var encoder) && encoder.Length > 0 ? encoder : EncoderFolders.Default(),
            Datasets = Datasets(),
            Losses = Losses(of, Needed("losses")),
            Repetitions = (int)Number(values, "repetitions", 5, 1, 10_000),
            Seed = Number(values, "seed", 2048, 0, long.MaxValue),
            Device = values.GetValueOrDefault("device"),
            KeepFirst = values.GetValueOrDefault("keep-first") switch
            {
                null or "false" => false,
                "true" => true,
                var other => throw new InvalidDataException($"keep-first is \"{other}\"; expected true or false."),
            },
            Settings = (TrainingSettings)SettingInfo.Make(typeof(TrainingSettings), training, of),
        };
        foreach (var loss in plan.Losses) { ObjectiveTable.Parse(loss); }
        var own = new LossSections(sections, protocol.Losses);
        // A file may be run with some of its losses; what the command itself names must be followed.
        own.Require(of, plan.Losses, sections.Keys.Where(k => !flags.ContainsKey("losses") && !flags.ContainsKey("recipe")
            || flags.Keys.Any(f => f.StartsWith(k + ".", StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal));
        return plan with { LossSettings = own.Settings(plan.Losses), LossTraining = own.Training(plan.Losses, training) };
    }

    /// <summary>The section <c>slurm</c> of a file: what is asked of the cluster, which says nothing about the runs.</summary>
    /// <param name="path">YAML file, or null.</param>
    public static IReadOnlyDictionary<string, string> SlurmOf(string? path) =>
        (path is null ? [] : Yaml(path)).FirstOrDefault(l => l.Key == Slurm).Section ?? new Dictionary<string, string>();

    private static string[] Losses(string of, string said) =>
        ObjectiveTable.Split(said).Distinct(StringComparer.Ordinal).ToArray() is { Length: > 0 } named
            ? named
            : throw new InvalidDataException($"{of}: losses is \"{said}\", which names nothing. Name one, or several apart by commas.");

    /// <summary>The file's lines with values in place of its own, as a new file.</summary>
    /// <param name="path">YAML file, or null.</param>
    /// <param name="values">Values by key; a loss's own setting as <c>sup-con.temperature</c>.</param>
    /// <param name="defaults">Values where neither has one.</param>
    public static string Write(string? path, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> defaults)
    {
        var lines = new Dictionary<string, string>(defaults, StringComparer.Ordinal);
        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (key, value, section) in path is null ? [] : Yaml(path))
        {
            if (section is not null) { sections[key] = section; }
            else { lines[key] = value!; }
        }
        foreach (var (key, value) in values)
        {
            var dot = key.LastIndexOf('.');
            if (dot < 0) { lines[key] = value; }
            else if (sections.TryGetValue(key[..dot], out var section)) { section[key[(dot + 1)..]] = value; }
            else { sections[key[..dot]] = new Dictionary<string, string> { [key[(dot + 1)..]] = value }; }
        }
        static string Quoted(string value) => value.Any(IsEscaped)
            ? $"\"{string.Concat(value.Select(Escaped))}\"" : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
        return string.Concat(lines.Select(l => $"{l.Key}: {Quoted(l.Value)}\n")
            .Concat(sections.Select(s =>
                $"{Quoted(s.Key)}: {{ {string.Join(", ", s.Value.Select(v => $"{v.Key}: {Quoted(v.Value)}"))} }}\n")));
    }

    // Single quotes fold line ends; double ones hold what is escaped.
    private static bool IsEscaped(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static string Escaped(char c) => c switch
    {
        '"' or '\\' => $"\\{c}",
        '\n' => "\\n",
        _ when IsEscaped(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        _ => c.ToString(),
    };

    private static long Number(Dictionary<string, string> values, string key, long otherwise, long min, long max)
    {
        if (!values.TryGetValue(key, out var text)) { return otherwise; }
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new InvalidDataException(
                FormattableString.Invariant($"{key} is \"{text}\"; expected a whole number from {min} to {max}."));
    }

    private static IReadOnlyList<(string Key, string? Text, Dictionary<string, string>? Section)> Yaml(string path) =>
        File.Exists(path) ? FlatYaml.Read(path)
        : throw new InvalidDataException($"There is no experiment file {path}. Name an existing .yaml file.");
}
