using System.CommandLine;
using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
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
        var flags = new List<Option<string?>>();
        void Flag(string name, string description)
        {
            var option = new Option<string?>("--" + name) { Description = description };
            flags.Add(option);
            command.Add(option);
        }
        Flag("name", "Name of the experiment");
        Flag("encoder", "Folder of the encoder; default DMLSTUDIO_ENCODER");
        Flag("datasets", "Names or files, apart by commas");
        Flag("losses", "Losses, apart by commas: cce, proxy-anchor, cce+proxy-anchor, …");
        Flag("repetitions", "Repetitions of each cell (default 5)");
        Flag("seed", "Seed (default 2048)");
        foreach (var setting in SettingInfo.Of(typeof(TrainingSettings))) { Flag(setting.Name, $"{setting.Description} (default {setting.Default})"); }
        var common = new CommonOptions(command);
        var text = new Option<string?>("--text-column") { Description = "Column of the text in a table, by name or number from 0" };
        var label = new Option<string?>("--label-column") { Description = "Column of the label in a table, by name or number from 0" };
        var dry = new Option<bool>("--dry-run") { Description = "Says what would be done and stops" };
        command.Add(text);
        command.Add(label);
        command.Add(dry);
        command.SetAction((parsed, interrupt) =>
        {
            var values = flags.Where(f => parsed.GetValue(f) is not null).ToDictionary(f => f.Name[2..], f => parsed.GetValue(f)!);
            if (!values.ContainsKey("encoder") && parsed.GetValue(file) is null && Environment.GetEnvironmentVariable("DMLSTUDIO_ENCODER") is { Length: > 0 } encoder) { values["encoder"] = encoder; }
            var plan = ExperimentFile.Read(parsed.GetValue(file), values);
            var columns = new TableColumns { Text = parsed.GetValue(text) ?? "text", Label = parsed.GetValue(label) ?? "label" };
            var experiment = new Experiment(plan, RunStore.Open(common.Out(parsed)), DataFolders.Default(parsed.GetValue(common.Data)), columns, TimeProvider.System,
                "dotnet run -c Release --project trainer -- " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)));
            var reporter = new Reporter(parsed.GetValue(common.Json));
            return Task.FromResult(parsed.GetValue(dry) ? DryRun(experiment, reporter) : Train(experiment, reporter, interrupt));
        });
        return command;
    }

    private static int DryRun(Experiment experiment, Reporter reporter)
    {
        foreach (var cell in experiment.Cells)
        {
            reporter.Tell("cell", $"{cell.Id}  {cell.Corpus.Corpus.Name}  {cell.Loss}  repetition {cell.Repetition}", ("run", cell.Id), ("dataset", cell.Corpus.Corpus.Name), ("loss", cell.Loss), ("repetition", cell.Repetition));
        }
        reporter.Tell("plan", FormattableString.Invariant($"{experiment.Cells.Count} runs, {experiment.Open.Count} to be made, {experiment.Open.Sum(c => c.Settings.Steps)} steps"),
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
        reporter.Tell("start", FormattableString.Invariant($"{experiment.Cells.Count} runs, {open.Count} to be made"), ("runs", experiment.Cells.Count), ("open", open.Count));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var failed = 0;
        for (var i = 0; i < open.Count; i++)
        {
            var cell = open[i];
            var what = FormattableString.Invariant($"[{i + 1}/{open.Count}] {cell.Corpus.Corpus.Name} {cell.Loss} repetition {cell.Repetition}");
            string Eta() => i == 0 ? "" : ", " + TimeSpan.FromSeconds(clock.Elapsed.TotalSeconds / i * (open.Count - i)).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) + " left";
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
}
