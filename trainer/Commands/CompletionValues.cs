using System.CommandLine;
using System.CommandLine.Completions;
using DmlStudio.Claims;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Hub;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Trainer.Commands;

/// <summary>What a shell offers for a value: the names that <c>trainer list</c> tells, the words of a setting, and the runs and experiments
/// of the runs folder. Where a path is expected that is nothing.</summary>
internal static class CompletionValues
{
    // More than anybody reads; the next letter finds the others.
    private const int Most = 1000;

    // By the name of the flag, which means the same in every verb. Each takes what is written of the value so far.
    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> Known = Make();

    /// <summary>Values of a flag.</summary>
    /// <param name="option">The flag.</param>
    /// <param name="parsed">The line before it, which may name the runs folder.</param>
    /// <param name="word">What is written of the value so far.</param>
    public static IEnumerable<string> Of(Option option, ParseResult parsed, string word) =>
        (option.Name, parsed.CommandResult.Command.Name) switch
        {
            ("--run", _) => Runs(parsed, word),
            ("--experiment", "table") => Experiments(parsed),
            _ => Known.TryGetValue(option.Name, out var values) ? values(word) : [],
        };

    /// <summary>Values of an argument.</summary>
    /// <param name="command">The command.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="parsed">The line before it.</param>
    /// <param name="word">What is written of the value so far.</param>
    public static IEnumerable<string> Of(Command command, Argument argument, ParseResult parsed, string word) =>
        (command.Name, argument.Name) switch
        {
            (_, "id" or "run" or "runs") => Runs(parsed, word),
            ("report", "experiment") => Experiments(parsed),
            (_, "paper") => PaperTable.All.Select(p => p.Key),
            (_, "encoders") => Encoders(),
            (_, "files") => Datasets(),
            _ => argument.GetCompletions(CompletionContext.Empty).Select(c => c.Label),
        };

    // Names of folders: no run is read, and none is looked at more closely than the line needs.
    private static IEnumerable<string> Runs(ParseResult parsed, string word)
    {
        // The letter before an id may be left out.
        var bare = word.Length > 0 && word[0] != 'r';
        return Stored(parsed, s => s.Ids((bare ? "r-" : "") + word).Take(Most).Select(id => bare ? id[2..] : id));
    }

    private static IEnumerable<string> Experiments(ParseResult parsed) =>
        Stored(parsed, s => s.Runs().Select(r => r.Experiment).Where(e => e.Length > 0).Distinct().Order(StringComparer.Ordinal)
            .Take(Most));

    private static IEnumerable<string> Stored(ParseResult parsed, Func<RunStore, IEnumerable<string>> ask)
    {
        var folder = parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == CommonOptions.OutName) is { } option
            && parsed.GetResult(option)?.Tokens is [var named, ..] ? named.Value : CommonOptions.Default;
        // A shell gives the line as it is written; it is the command that would find this expanded.
        if (folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal))
        {
            folder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + folder[1..];
        }
        try { return string.IsNullOrWhiteSpace(folder) ? [] : [.. ask(RunStore.Open(folder))]; }
        // Nobody is told at the tab key; the command itself will.
        catch (Exception e) when (e is StoreDataException or IOException or UnauthorizedAccessException) { return []; }
    }

    private static Dictionary<string, Func<string, IEnumerable<string>>> Make()
    {
        var known = new Dictionary<string, Func<string, IEnumerable<string>>>(StringComparer.Ordinal)
        {
            ["--losses"] = Losses,
            ["--datasets"] = word => Last(word, ",", Datasets()),
            ["--test-on"] = word => Last(word, ",", Datasets()),
            ["--dataset"] = _ => Datasets(),
            ["--encoder"] = _ => Encoders(),
            ["--methods"] = word => Last(word, ",", AttributionTable.All.Select(m => m.Name)),
            ["--protocol"] = _ => Protocol.All.Select(p => p.Name),
            ["--recipe"] = _ => ObjectiveInfo.All.Where(o => o.IsRecipe).Select(o => o.Key),
            ["--device"] = _ => ["auto", "cpu", "cuda"],
            ["--set"] = Own,
            ["--keep-first"] = _ => ["true", "false"],
        };
        foreach (var setting in SettingInfo.Of(typeof(SlurmSettings)).Where(s => s.Type == typeof(bool)))
        {
            known["--slurm-" + setting.Name] = _ => ["true", "false"];
        }
        foreach (var setting in SettingInfo.Of(typeof(TrainingSettings)))
        {
            if (setting.Type == typeof(bool)) { known["--" + setting.Name] = _ => ["true", "false"]; }
            else if (setting.Choices is { Count: > 0 } choices) { known["--" + setting.Name] = _ => choices; }
        }
        return known;
    }

    private static IEnumerable<string> Losses(string word)
    {
        // After a plus only what can stand beside cross-entropy.
        var second = word.LastIndexOf('+') > word.LastIndexOf(',');
        return Last(word, ",+", ObjectiveInfo.All.Where(o => !second || !o.IsRecipe).Select(o => o.Key).Prepend("cce").Distinct());
    }

    // A loss's own setting, and behind its sign the words that it takes.
    private static IEnumerable<string> Own(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var settings = ObjectiveInfo.All.SelectMany(o => o.Settings.Select(s => (Name: $"{o.Key}.{s.Name}", Setting: s)));
        return equals < 0 ? settings.Select(s => s.Name)
            : settings.Where(s => s.Name == word[..equals])
                .SelectMany(s => s.Setting.Type == typeof(bool) ? ["true", "false"] : s.Setting.Choices)
                .Select(v => word[..(equals + 1)] + v);
    }

    private static IEnumerable<string> Datasets() => DatasetTable.All.Select(d => d.Name);

    private static IEnumerable<string> Encoders() => EncoderFolders.Shipped().Select(f => Path.GetFileName(f))
        .Concat(new HubCache(HubSettings.OfEnvironment().Cache).All().Select(d => d.Name.ToString()));

    // In a list the last name is completed, and the shell is given the whole word.
    private static IEnumerable<string> Last(string word, string separators, IEnumerable<string> names) =>
        names.Select(n => word[..(word.LastIndexOfAny([.. separators]) + 1)] + n);
}
