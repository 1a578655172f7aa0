using System.CommandLine;
using System.Globalization;
using DmlStudio.Claims;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer claims</c>: what papers claim, held against the runs; <c>claims run</c> makes the runs.</summary>
internal static class ClaimsCommand
{
    private const string Every = "all";

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("claims",
            "Lists what papers claim, and what the runs of a folder say of it; shows a paper, or makes the runs that check it.")
        {
            List("list", "Lists the papers, their claims and the verdicts."), Show(), Run(),
        };
        // "claims" alone is "claims list".
        AddList(command);
        return command;
    }

    private static Command List(string name, string description)
    {
        var command = new Command(name, description);
        AddList(command);
        return command;
    }

    private static void AddList(Command command)
    {
        var common = new CommonOptions(command);
        var markdown = new Option<string?>("--markdown")
        {
            Description = "Writes all of it as Markdown to this file, such as docs/claims.md",
        };
        command.Add(markdown);
        command.SetAction(parsed =>
        {
            var (store, reporter) = Opened(parsed, common);
            var (shelf, check) = (PaperShelf.Of(store), new ClaimCheck(store));
            Faults(shelf, check, reporter);
            if (parsed.GetValue(markdown) is { } path)
            {
                File.WriteAllText(path, new ClaimsMarkdown(check).Of(shelf.Papers));
                reporter.Tell("written", $"Written: {path}", ("file", path));
                return ExitCodes.Done;
            }
            foreach (var paper in shelf.Papers) { new ClaimLines(check, reporter).Brief(paper); }
            return ExitCodes.Done;
        });
    }

    private static Command Show()
    {
        var name = Named();
        var command = new Command("show", "Shows a paper: what it claims, the experiments that check it, and what the runs say.") { name };
        var common = new CommonOptions(command);
        command.SetAction(parsed =>
        {
            var (store, reporter) = Opened(parsed, common);
            var (shelf, check) = (PaperShelf.Of(store), new ClaimCheck(store));
            Faults(shelf, check, reporter);
            var paper = Find(shelf, parsed.GetValue(name)!);
            new ClaimLines(check, reporter).Whole(paper, Again(paper, parsed.GetValue(name)!));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Run()
    {
        var name = Named();
        var command = new Command("run",
            "Makes the runs that check the claims of a paper, or of a .yaml file of one's own, and gives the verdicts; goes on where it "
                + "stopped.") { name };
        var experiment = new Option<string?>("--experiment")
        {
            Description = $"Experiment of the paper, or {Every}; default the first, which is the smallest. \"claims show\" names them",
        };
        var claims = new Option<string?>("--claims")
        {
            Description = "Claims of the paper, apart by commas: only the losses that they compare are run; default all",
        };
        var draws = new Option<int?>("--draws") { Description = "Draws of each dataset and loss in place of the experiment's own" };
        var dry = new Option<bool>("--dry-run") { Description = "Says what would be done and how long it takes, and stops" };
        // Given to run as they are.
        Option<string?>[] passed =
        [
            new("--encoder") { Description = "Encoder, as in run" }, new("--device") { Description = DeviceOption.Description },
            new("--precision") { Description = "Format of the matrix products, as in run" },
            new("--jobs") { Description = "Runs at a time, as in run" },
        ];
        foreach (Option option in new Option[] { experiment, claims, draws, dry }.Concat(passed)) { command.Add(option); }
        var common = new CommonOptions(command);
        command.SetAction(async (parsed, interrupt) =>
        {
            var (store, reporter) = Opened(parsed, common);
            if (parsed.GetValue(draws) is < 1 or > 10_000)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"--draws is {parsed.GetValue(draws)}; expected a whole number from 1 to 10000."));
            }
            var given = parsed.GetValue(name)!;
            var paper = Find(PaperShelf.Of(store), given);
            paper = paper with { Claims = Chosen(paper, parsed.GetValue(claims)) };
            var experiments = Experiments(paper, parsed.GetValue(experiment));
            RequireFree(passed.Where(o => parsed.GetValue(o) is not null), experiments);
            ClaimRun[] runs = [.. experiments.Select(e =>
                new ClaimRun(paper, e, DataFolders.Default(parsed.GetValue(common.Data))) { Draws = parsed.GetValue(draws) })];
            // Every file and setting is read before the first is trained.
            foreach (var run in runs)
            {
                Protocol.Of(run.Experiment.Protocol);
                run.Arguments();
            }
            string[] flags =
            [
                .. passed.Where(o => parsed.GetValue(o) is not null).Select(o => $"{o.Name}={parsed.GetValue(o)}"),
                $"--out={common.Out(parsed)}", .. parsed.GetValue(common.Data) is { } data ? [$"--data={data}"] : Array.Empty<string>(),
                .. parsed.GetValue(common.Json) ? ["--json"] : Array.Empty<string>(),
                .. parsed.GetValue(dry) ? ["--dry-run"] : Array.Empty<string>(),
            ];
            if (IsFile(given) && !parsed.GetValue(dry) && PaperShelf.Keep(store, given) is { } replaced)
            {
                reporter.Tell("replaced", $"{replaced} held other claims than {given}, which stands in its place now.", ("file", replaced));
            }
            var worst = ExitCodes.Done;
            foreach (var run in runs)
            {
                var code = await Made(run, flags, reporter, interrupt);
                if (code is not (ExitCodes.Done or ExitCodes.FailedCells)) { return code; }
                worst = Math.Max(worst, code);
            }
            if (!parsed.GetValue(dry)) { Verdicts(paper, runs, store, reporter); }
            return worst;
        });
        return command;
    }

    private static async Task<int> Made(ClaimRun run, string[] flags, Reporter reporter, CancellationToken interrupt)
    {
        reporter.Tell("experiment", $"{run.Paper.Key}, {run.Experiment.Name}: {run.Experiment.Words}", ("paper", run.Paper.Key),
            ("experiment", run.Experiment.Name));
        foreach (var (dataset, folder) in run.Absent)
        {
            reporter.Tell("left-out", $"  {dataset} is left out: {folder} is not there (--data names the folder that holds it).",
                ("dataset", dataset), ("folder", folder));
        }
        return run.Datasets.Count == 0 ? ExitCodes.Done : await run.Make(flags, interrupt);
    }

    private static void Verdicts(Paper paper, ClaimRun[] runs, RunStore store, Reporter reporter)
    {
        var check = new ClaimCheck(store);
        foreach (var fault in check.Faults) { reporter.Tell("fault", fault, ("message", fault)); }
        foreach (var claim in paper.Claims)
        {
            ClaimFinding[] findings = [.. check.Of(paper, claim)
                .Where(f => f.Experiment is null || runs.Any(r => r.Experiment.Name == f.Experiment.Name))
                .Select(f => f with { Missing = f.Missing.Length > 0 ? f.Missing
                    : runs.First(r => r.Experiment.Name == f.Experiment!.Name).Missing })];
            if (findings.Length > 0) { new ClaimLines(check, reporter).Findings(paper, claim, findings); }
            else { reporter.Tell("unchecked", $"\n{Unchecked(paper, claim)}", ("paper", paper.Key), ("claim", claim.Name)); }
        }
    }

    private static string Unchecked(Paper paper, Claim claim) => $"{claim.Name} is checked by other experiments of {paper.Key}: "
        + $"{string.Join(", ", paper.Experiments.Where(claim.IsCheckedBy).Select(e => e.Name))}. --experiment names them.";

    private static Claim[] Chosen(Paper paper, string? asked) => asked is null ? [.. paper.Claims]
        : [.. asked.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Select(name =>
            paper.Claims.FirstOrDefault(c => c.Name == name)
                ?? throw new InvalidDataException(SettingInfo.Unknown($"claims of {paper.Key}", name, paper.Claims.Select(c => c.Name))))];

    // Those of the named ones that check a claim; none where no claim can be checked, of which the verdicts say why.
    private static ClaimExperiment[] Experiments(Paper paper, string? asked)
    {
        IReadOnlyList<ClaimExperiment> named = asked switch
        {
            null => [.. paper.Experiments.Take(1)],
            Every => paper.Experiments,
            _ => [paper.Experiments.FirstOrDefault(e => e.Name == asked)
                ?? throw new InvalidDataException(SettingInfo.Unknown($"experiments of {paper.Key}", asked,
                    paper.Experiments.Select(e => e.Name).Append(Every)))],
        };
        ClaimExperiment[] checking = [.. named.Where(e => paper.Claims.Any(c => c.IsCheckedBy(e)))];
        if (checking.Length > 0 || paper.Claims.All(c => !c.IsCheckable)) { return checking; }
        throw new InvalidDataException($"The experiment {named[0].Name} of {paper.Key} checks none of these claims. "
            + string.Join(" ", paper.Claims.Where(c => c.IsCheckable).Select(c => Unchecked(paper, c))));
    }

    // A flag that is passed on would stand twice in the command of run.
    private static void RequireFree(IEnumerable<Option> passed, ClaimExperiment[] experiments)
    {
        foreach (var experiment in experiments)
        {
            if (passed.FirstOrDefault(o => experiment.Settings.ContainsKey(o.Name.TrimStart('-'))) is { } both)
            {
                throw new InvalidDataException($"{both.Name} is given, and the experiment {experiment.Name} sets it: "
                    + $"{experiment.Settings[both.Name.TrimStart('-')]}. Leave the flag out, or change the file of claims.");
            }
        }
    }

    private static Argument<string> Named() =>
        new("paper") { Description = "Paper as \"claims\" lists it, or a .yaml file of one's own (docs/claims.md shows one)" };

    private static bool IsFile(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal);

    private static Paper Find(PaperShelf shelf, string name) => IsFile(name) ? PaperFile.Read(name)
        : shelf.Papers.FirstOrDefault(p => p.Key == name)
            ?? throw new InvalidDataException(PaperTable.Unknown(name, shelf.Papers.Where(p => !p.IsInside)));

    private static (RunStore Store, Reporter Reporter) Opened(ParseResult parsed, CommonOptions common)
    {
        var store = RunStore.Open(common.Out(parsed), tolerant: true);
        store.RequireReadable();
        return (store, new Reporter(parsed.GetValue(common.Json)));
    }

    private static void Faults(PaperShelf shelf, ClaimCheck check, Reporter reporter)
    {
        foreach (var fault in shelf.Faults.Concat(check.Faults)) { reporter.Tell("fault", fault, ("message", fault)); }
    }

    private static string Again(Paper paper, string name) =>
        $"dotnet run -c Release --project trainer -- claims run {(IsFile(name) ? name : paper.Key)}";
}
