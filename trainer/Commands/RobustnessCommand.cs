using System.Globalization;
using System.CommandLine;
using DmlStudio.Store;
using DmlStudio.Trainer.Robustness;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer robustness</c>: edits held-out texts of stored runs and publishes which answers change.</summary>
internal static class RobustnessCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var command = new Command("robustness",
            "Edits held-out texts of finished runs (typos, punctuation, case, spacing, wording, negation) and stores which answers "
                + "change; goes on where it stopped, and adds further edits to a test of the same texts and seeds.");
        var chosen = new ChosenRuns(command);
        var common = new CommonOptions(command);
        var where = new DeviceOption(command);
        var texts = new Option<int>("--texts")
        {
            Description = "Held-out texts of each run, the same for every loss (default 200)",
            DefaultValueFactory = _ => 200
        };
        var seeds = new Option<int>("--seeds") { Description = "Draws of each edit by chance (default 5)", DefaultValueFactory = _ => 5 };
        var edits = new Option<string?>("--edits")
        {
            Description = "Edits, apart by commas (default all): "
            + string.Join(", ", PerturbationTable.All.Select(p => p.Name))
        };
        var encoder = new Option<string?>("--encoder") { Description = "Folder of the encoder; default where the runs say" };
        var again = new Option<bool>("--again") { Description = "Makes edits again that the runs were tested with already" };
        foreach (var option in new Option[] { texts, seeds, edits, encoder, again }) { command.Add(option); }
        command.SetAction((parsed, interrupt) =>
        {
            var store = RunStore.Open(common.Out(parsed));
            var reporter = new Reporter(parsed.GetValue(common.Json));
            var settings = new RunRobustness.Choice(Whole(parsed, texts, 100_000), Whole(parsed, seeds, 1000),
                PerturbationTable.Of(parsed.GetValue(edits)));
            var runs = chosen.Of(store, parsed);
            // A damaged test is made again.
            var readable = RunStore.Open(store.Root, tolerant: true);
            var tested = 0;
            for (var i = 0; i < runs.Count; i++)
            {
                var run = runs[i];
                var what = FormattableString.Invariant(
                    $"[{i + 1}/{runs.Count}] {run.Id} {run.Dataset} {run.Loss} repetition {run.Repetition}");
                var pairs = store.Texts(run.Corpus)?.HasPairs == true;
                var before = readable.Robustness(run.Id);
                var (open, kept) = (settings, before is not null && settings.IsAlike(before, run.Seed, pairs));
                if (kept && !parsed.GetValue(again)) { open = settings.Without(before!); }
                if (open.Edits.Count == 0) { continue; }
                if (before is not null && !kept)
                {
                    var words = $"{what}  its earlier test is replaced: it was made with {RunRobustness.Choice.Words(before)}.";
                    reporter.Tell("replaced", words, ("run", run.Id), ("message", words));
                }
                using var model = RunModel.Open(store, run.Id, parsed.GetValue(encoder), where.Of(parsed),
                    step => reporter.Moving(FormattableString.Invariant($"{what}  training again, step {step}/{run.Steps}")), interrupt);
                if (model.Warning is { } warning) { reporter.Tell("warning", warning, ("run", run.Id), ("message", warning)); }
                var found = RunRobustness.Of(model, open,
                    edit => reporter.Moving(FormattableString.Invariant($"{what}  edit {edit}/{open.Edits.Count}")), interrupt);
                if (kept) { found = RunRobustness.Joined(before!, found); }
                using (var writer = store.Claim(run.Id)) { writer.Publish(found); }
                tested++;
                var judged = found.Results.Where(r => r.KeepsLabel && r.Cases > 0).ToArray();
                var worst = judged.MaxBy(r => r.Flips / (double)r.Cases);
                reporter.Tell("robustness",
                    what + (worst is null ? "  no text was changed"
                        : string.Create(CultureInfo.InvariantCulture,
                            $"  {judged.Sum(r => r.Flips)} of {judged.Sum(r => r.Cases)} edits that keep the meaning changed the "
                                + $"answer; most: {worst.Name} {100.0 * worst.Flips / worst.Cases:0.0} %")),
                    ("run", run.Id), ("texts", found.Texts), ("cases", judged.Sum(r => r.Cases)), ("flips", judged.Sum(r => r.Flips)),
                        ("worst", worst?.Name));
            }
            reporter.Tell("done", FormattableString.Invariant($"{tested} runs tested, {runs.Count - tested} held the same test already."),
                ("tested", tested), ("held", runs.Count - tested));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static int Whole(ParseResult parsed, Option<int> option, int largest) =>
        parsed.GetValue(option) is var n && n >= 1 && n <= largest ? n
        : throw new InvalidDataException(
            FormattableString.Invariant($"{option.Name} is {n}; expected a whole number from 1 to {largest}."));
}
