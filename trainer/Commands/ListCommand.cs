using System.CommandLine;
using DmlStudio.Inference;
using DmlStudio.Settings;
using DmlStudio.Trainer.Attributions;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Encoders.Architectures;
using DmlStudio.Trainer.Hub;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer list</c>: what can be chosen by name.</summary>
internal static class ListCommand
{
    private static readonly Dictionary<string, Action<Reporter>> Kinds = new(StringComparer.Ordinal)
    {
        ["losses"] = Losses,
        ["datasets"] = Datasets,
        ["encoders"] = Encoders,
        ["rules"] = Rules,
        ["methods"] = Methods,
    };

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var kind = new Argument<string?>("kind")
        {
            Description = $"One of {string.Join(", ", Kinds.Keys)}; all without",
            Arity = ArgumentArity.ZeroOrOne
        };
        kind.CompletionSources.Add([.. Kinds.Keys]);
        var json = new Option<bool>("--json") { Description = "One JSON object per event" };
        var command = new Command("list",
            "Lists the losses with their settings, the datasets, the encoders inside and downloaded, the rules of inference and the "
                + "explanation methods.") { kind,
            json };
        command.SetAction(parsed =>
        {
            var reporter = new Reporter(parsed.GetValue(json));
            if (parsed.GetValue(kind) is { } one)
            {
                if (!Kinds.TryGetValue(one, out var list))
                {
                    throw new InvalidDataException(SettingInfo.Unknown("trainer list", one, Kinds.Keys));
                }
                list(reporter);
            }
            else { foreach (var list in Kinds.Values) { list(reporter); } }
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Losses(Reporter reporter)
    {
        Head(reporter, "Losses (alone, or after cce+):");
        reporter.Tell("loss", $"  {"cce",-24}Cross-entropy", ("name", "cce"), ("title", "Cross-entropy"), ("own", ""));
        foreach (var loss in ObjectiveTable.All)
        {
            reporter.Tell("loss", $"  {loss.Key + (loss.FewestMembers > 0 ? "(…)" : ""),-24}{loss.Card.Title}, "
                + $"{loss.Card.Source}{(loss.Card.Own.Length == 0 ? "" : $"\n    [own] {loss.Card.Own}")}", ("name", loss.Key),
                    ("title", loss.Card.Title), ("source", loss.Card.Source), ("own", loss.Card.Own));
            foreach (var setting in SettingInfo.Of(loss.Settings))
            {
                reporter.Tell("setting", $"    {setting.Name,-24}{setting.Description} (default {setting.Default})", ("loss", loss.Key),
                    ("name", setting.Name), ("description", setting.Description), ("default", setting.Default));
            }
        }
    }

    private static void Datasets(Reporter reporter)
    {
        Head(reporter, "Datasets (a .csv, .tsv, .jsonl, .json or .parquet file, also packed as .gz, or a folder of intents, can be "
            + "named too):");
        foreach (var (name, title, needs) in DatasetTable.All)
        {
            reporter.Tell("dataset", $"  {name,-16}{title}{(needs.Length == 0 ? "" : $", needs {needs}")}", ("name", name),
                ("title", title), ("needs", needs));
        }
        Head(reporter, "Graded pairs (trainer evaluate):");
        foreach (var (name, title, needs) in PairTable.All)
        {
            reporter.Tell("pairs", $"  {name,-16}{title}, needs {needs}", ("name", name), ("title", title), ("needs", needs));
        }
    }

    private static void Encoders(Reporter reporter)
    {
        Head(reporter, $"Encoders that come with the program (--encoder also takes the folder of a {ArchitectureTable.Titles} "
            + "checkpoint, and hf:owner/name[@revision]):");
        foreach (var folder in EncoderFolders.Shipped())
        {
            var card = Path.Combine(folder, "README.md");
            var about = File.Exists(card) ? File.ReadLines(card).FirstOrDefault(l => l.Length > 0 && l[0] != '#') : "no card";
            reporter.Tell("encoder", $"  {Path.GetFileName(folder),-16}{about}\n  {"",-16}{folder}", ("name", Path.GetFileName(folder)),
                ("about", about), ("folder", folder));
        }
        var cache = HubSettings.OfEnvironment().Cache;
        var downloaded = new HubCache(cache).All();
        Head(reporter, downloaded.Count == 0 ? $"Downloaded encoders: none in {cache}" : $"Downloaded encoders in {cache}:");
        foreach (var (name, commit, folder, size) in downloaded)
        {
            reporter.Tell("downloaded",
                FormattableString.Invariant($"  {name}  {size / 1e6:0.0} MB, commit {commit[..12]}\n  {"",-16}{folder}"),
                ("name", name.ToString()), ("commit", commit), ("folder", folder), ("bytes", size));
        }
    }

    private static void Rules(Reporter reporter)
    {
        Head(reporter, "Rules of inference (a run stores what each says, where its loss allows it):");
        foreach (var rule in InferenceTable.All)
        {
            reporter.Tell("rule", $"  {rule.Key,-16}{rule.Title}, {rule.Source}", ("name", rule.Key), ("title", rule.Title),
                ("source", rule.Source));
        }
    }

    private static void Methods(Reporter reporter)
    {
        Head(reporter, "Explanation methods (explain --methods; the bare name means the first of several):");
        foreach (var method in AttributionTable.All)
        {
            reporter.Tell("method", $"  {method.Name,-28}{method.Title}, {method.Source}", ("name", method.Name), ("title", method.Title),
                ("source", method.Source));
        }
    }

    private static void Head(Reporter reporter, string words)
    {
        if (!reporter.Json) { reporter.Tell("heading", words); }
    }
}
