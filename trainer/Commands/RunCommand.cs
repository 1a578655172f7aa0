using System.CommandLine;
using System.Globalization;
using DmlStudio.Store;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer run [experiment.yaml]</c>: makes the runs of an experiment.</summary>
public static class RunCommand
{
    /// <summary>The command with its flags, one for every setting.</summary>
    public static Command Make()
    {
        var file = new Argument<string?>("experiment") { Description = "Experiment file (.yaml); flags override it", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("run", "Trains every cell of an experiment and publishes the runs; goes on where it stopped.") { file };
        var flags = new ExperimentFlags(command, new Dictionary<string, string>());
        command.SetAction((parsed, interrupt) =>
        {
            var experiment = flags.Experiment(parsed, parsed.GetValue(file));
            var reporter = new Reporter(parsed.GetValue(flags.Common.Json));
            return Task.FromResult(parsed.GetValue(flags.DryRun) ? DryRun(experiment, reporter, interrupt) : Train(experiment, reporter, interrupt));
        });
        return command;
    }

    /// <summary>Lists the cells and says how long they will take.</summary>
    /// <param name="experiment">Experiment.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops the measurement.</param>
    /// <returns>Exit code.</returns>
    public static int DryRun(Experiment experiment, Reporter reporter, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(reporter);
        foreach (var cell in experiment.Cells)
        {
            reporter.Tell("cell", $"{cell.Id}  {cell.Corpus.Corpus.Name}  {cell.Loss}  repetition {cell.Repetition}", ("run", cell.Id), ("dataset", cell.Corpus.Corpus.Name), ("loss", cell.Loss), ("repetition", cell.Repetition));
        }
        reporter.Tell("plan", FormattableString.Invariant($"{experiment.Cells.Count} runs, {experiment.Open.Count} to be made, {experiment.Open.Sum(c => c.Settings.Steps)} steps, about {Clock(experiment.Estimate(interrupt))}"),
            ("runs", experiment.Cells.Count), ("open", experiment.Open.Count));
        return ExitCodes.Done;
    }

    /// <summary>Makes the open runs of an experiment.</summary>
    /// <param name="experiment">Experiment.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops cleanly.</param>
    /// <returns>Exit code.</returns>
    public static int Train(Experiment experiment, Reporter reporter, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(reporter);
        var open = experiment.Open;
        if (experiment.Warning is { } warning) { reporter.Tell("warning", warning, ("message", warning)); }
        reporter.Tell("start", FormattableString.Invariant($"{experiment.Cells.Count} runs, {open.Count} to be made"), ("runs", experiment.Cells.Count), ("open", open.Count));
        if (open.Count > 1)
        {
            var estimate = experiment.Estimate(interrupt);
            reporter.Tell("estimate", $"about {Clock(estimate)} on this machine, by measurement", ("seconds", Math.Round(estimate.TotalSeconds)));
        }
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var failed = 0;
        for (var i = 0; i < open.Count; i++)
        {
            var cell = open[i];
            var what = FormattableString.Invariant($"[{i + 1}/{open.Count}] {cell.Corpus.Corpus.Name} {cell.Loss} repetition {cell.Repetition}");
            string Eta() => i == 0 ? "" : $", {Clock(clock.Elapsed / i * (open.Count - i))} left";
            try
            {
                var run = experiment.Make(cell, step => reporter.Moving(FormattableString.Invariant($"{what}  step {step}/{cell.Settings.Steps}{Eta()}")), interrupt);
                var accuracy = run.Metric(run.MainRule, "accuracy") ?? double.NaN;
                var seconds = (run.FinishedAt - run.StartedAt) / 1000.0;
                reporter.Tell("run-done", FormattableString.Invariant($"{what}  accuracy {accuracy:0.000} ({run.MainRule}, {run.TestCount} texts)  {seconds:0.0} s{Eta()}"),
                    ("run", run.Id), ("dataset", run.Dataset), ("loss", run.Loss), ("repetition", run.Repetition), ("accuracy", accuracy), ("seconds", seconds));
            }
            catch (OperationCanceledException)
            {
                reporter.Tell("interrupted", FormattableString.Invariant($"Stopped after {i} of {open.Count} runs. The same command goes on."), ("done", i));
                return ExitCodes.Interrupted;
            }
            catch (Exception e) when (e is InvalidOperationException or RunHeldException or System.Runtime.InteropServices.ExternalException)
            {
                failed++;
                reporter.Tell("run-failed", $"{what}  failed: {e.Message}", ("run", cell.Id), ("message", e.Message));
            }
        }
        reporter.Tell("done", FormattableString.Invariant($"{open.Count - failed} runs made in {clock.Elapsed:h\\:mm\\:ss}, {failed} failed."), ("made", open.Count - failed), ("failed", failed));
        return failed == 0 ? ExitCodes.Done : ExitCodes.FailedCells;
    }

    private static string Clock(TimeSpan time) => time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
