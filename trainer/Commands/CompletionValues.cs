using System.CommandLine;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Hub;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary>What a shell offers for the value of a flag: the names that <c>trainer list</c> tells, and the words of a setting.</summary>
internal static class CompletionValues
{
    // By the name of the flag, which means the same in every verb. Each takes what is written of the value so far.
    private static readonly Dictionary<string, Func<string, IEnumerable<string>>> Known = Make();

    /// <summary>Adds them to the flags of a command and of all below it.</summary>
    public static void Add(Command command)
    {
        foreach (var option in command.Options)
        {
            if (Known.TryGetValue(option.Name, out var values))
            {
                option.CompletionSources.Add(context => values(context.WordToComplete));
            }
        }
        foreach (var below in command.Subcommands) { Add(below); }
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
            ["--keep-first"] = _ => ["true", "false"],
        };
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

    private static IEnumerable<string> Datasets() => DatasetTable.All.Select(d => d.Name);

    private static IEnumerable<string> Encoders() => EncoderFolders.Shipped().Select(f => Path.GetFileName(f))
        .Concat(new HubCache(HubSettings.OfEnvironment().Cache).All().Select(d => d.Name.ToString()));

    // In a list the last name is completed, and the shell is given the whole word.
    private static IEnumerable<string> Last(string word, string separators, IEnumerable<string> names) =>
        names.Select(n => word[..(word.LastIndexOfAny([.. separators]) + 1)] + n);
}
