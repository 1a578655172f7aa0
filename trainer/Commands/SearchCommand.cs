using System.CommandLine;
using System.Globalization;
using DmlStudio.Files;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer search</c>: chooses settings on texts that no comparison is judged by.</summary>
internal static class SearchCommand
{
    // A search makes one run at a time, on its own part of the texts, and all of them in one place.
    private static readonly string[] Without = ["--part", "--test-on", "--jobs", "--shard", "--worker", "--cells"];

    /// <summary>The command.</summary>
    public static Command Make()
    {
        var file = new Argument<string?>("experiment")
        {
            Description = "Experiment file (.yaml) that stays fixed; flags override it",
            Arity = ArgumentArity.ZeroOrOne
        };
        var command = new Command("search",
            "Searches settings by grid or at random with successive halving, on a fifth of the texts that --part rest leaves out; goes "
                + "on where it stopped.") { file };
        var space = new Option<string[]>("--space")
        {
            Description = "A setting and its values: learning-rate=5e-5,1e-4 or sup-con.temperature=0.1,0.3; may be repeated",
            AllowMultipleArgumentsPerToken = true,
            Required = true
        };
        var trials = new Option<int>("--trials") { Description = "Combinations drawn at random; 0 takes all (default 0)" };
        var factor = new Option<int>("--keep-one-in")
        {
            Description = "Of so many candidates one goes on, to so many times the repetitions (default 2)",
            DefaultValueFactory = _ => 2
        };
        var save = new Option<string?>("--save")
        {
            Description = "Experiment file for the best settings, on the other texts; default <name>-best.yaml"
        };
        foreach (Option option in new Option[] { space, trials, factor, save }) { command.Add(option); }
        var flags = new ExperimentFlags(command, new Dictionary<string, string> { ["name"] = "search", ["repetitions"] = "4" }, Without);
        command.SetAction((parsed, interrupt) =>
        {
            var reporter = new Reporter(parsed.GetValue(flags.Common.Json));
            if (parsed.GetValue(factor) < 2)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"--keep-one-in is {parsed.GetValue(factor)}; expected a whole number from 2."));
            }
            if (parsed.GetValue(trials) < 0)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"--trials is {parsed.GetValue(trials)}; expected a whole number from 0, where 0 takes all combinations."));
            }
            Experiment Of(IReadOnlyDictionary<string, string> values, int? repetitions)
            {
                var more = values.ToDictionary();
                more["part"] = "search";
                if (repetitions is { } r) { more["repetitions"] = r.ToString(CultureInfo.InvariantCulture); }
                return flags.Experiment(parsed, parsed.GetValue(file), more, interrupt: interrupt);
            }
            var random = parsed.GetValue(trials) > 0 ? Seeds.Source(2048, "search") : null;
            var axes = SearchSpace.Parse(parsed.GetValue(space)!);
            if (axes.Axes.FirstOrDefault(a => a.Name is "part" or "repetitions") is { Name: { } own })
            {
                throw new InvalidDataException($"--space names {own}, which the search itself sets for every run. Leave it out.");
            }
            SearchCandidate[] all = [.. axes.Combinations(parsed.GetValue(trials), random).Select(c => new SearchCandidate(c))];
            // Every combination is read before the first is trained.
            foreach (var candidate in all) { Of(candidate.Values, 1); }
            var whole = Of(all[0].Values, null);
            var most = whole.Cells.Max(c => c.Repetition) + 1;
            var path = parsed.GetValue(save) ?? whole.Name + "-best.yaml";
            RequireSavable(path);
            var rounds = Halving.Rounds(all.Length, parsed.GetValue(factor), most);
            var each = whole.Cells.Count / most;
            reporter.Tell("budget", string.Create(CultureInfo.InvariantCulture,
                $"{all.Length} combinations; rounds of "
                    + $"{string.Join(", ", rounds.Select(r => $"{r.Candidates} with {r.Repetitions}"))} repetitions; "
                        + $"{Halving.Runs(rounds) * each} runs, each {whole.Cells[0].Steps} steps and more"),
                ("combinations", all.Length), ("rounds", rounds.Count), ("runs", Halving.Runs(rounds) * each));
            if (parsed.GetValue(flags.DryRun))
            {
                RunCommand.WarnUnwritable(whole, reporter);
                return Task.FromResult(ExitCodes.Done);
            }
            // Who saw more rounds stands before who fell out earlier.
            SearchCandidate[] ranked = all;
            foreach (var round in rounds)
            {
                foreach (var candidate in ranked.Take(round.Candidates))
                {
                    var judged = Judge(candidate, Of(candidate.Values, round.Repetitions), reporter, interrupt);
                    if (judged != ExitCodes.Done) { return Task.FromResult(judged); }
                }
                ranked = [.. SearchCandidate.Ranked(ranked.Take(round.Candidates)), .. ranked.Skip(round.Candidates)];
                reporter.Tell("round", FormattableString.Invariant(
                    $"{round.Candidates} with {round.Repetitions} repetitions: best {ranked[0].Text} ({ranked[0].Told})"),
                        ("candidates", round.Candidates), ("repetitions", round.Repetitions));
                if (ranked[0].Runs == 0) { break; }
            }
            foreach (var (place, candidate) in ranked.Index())
            {
                reporter.Tell("rank", FormattableString.Invariant(
                    $"{place + 1,3}. {candidate.Told}  {candidate.Runs} runs  {candidate.Text}"), ("place", place + 1),
                        ("score", candidate.Score), ("runs", candidate.Runs), ("lacking", candidate.Lacking),
                        ("settings", candidate.Text));
            }
            var code = all.Any(c => c.Failed) ? ExitCodes.FailedCells : ExitCodes.Done;
            if (ranked[0].Runs == 0)
            {
                const string Words = "Every run failed, so no settings are best and none are saved. \"trainer runs show\" says of each "
                    + "what failed.";
                reporter.Tell("not-saved", Words, ("message", Words));
                return Task.FromResult(code);
            }
            File.WriteAllText(path, flags.Yaml(parsed, parsed.GetValue(file), ranked[0].Values));
            reporter.Tell("saved", $"Best settings: {path}. Judge them on the other texts: trainer run {path}", ("file", path));
            return Task.FromResult(code);
        });
        return command;
    }

    // Known before the first run: what was trained for hours is to be saved somewhere.
    private static void RequireSavable(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path) || !Directory.Exists(folder) || WritableFolder.Refusal(folder) is not null)
        {
            throw new InvalidDataException(
                $"The best settings cannot be saved as {path}; expected the name of a file in a folder that is there and can be "
                    + "written. Make the folder, or name another file with --save.");
        }
    }

    private static int Judge(SearchCandidate candidate, Experiment experiment, Reporter reporter, CancellationToken interrupt)
    {
        if (experiment.Open.Count > 0)
        {
            reporter.Tell("trial", candidate.Text, ("settings", candidate.Text));
            var code = RunCommand.Train(experiment, new CoreShare(1, 0), reporter, interrupt);
            if (code is not (ExitCodes.Done or ExitCodes.FailedCells)) { return code; }
        }
        var values = experiment.Done.Select(r => r.Metric(r.MainRule, "accuracy")).OfType<double>().ToArray();
        candidate.Failed |= experiment.Open.Count > 0;
        candidate.Judge(values, experiment.Cells.Count);
        return ExitCodes.Done;
    }
}
