using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DmlStudio.Files;
using DmlStudio.Statistics;
using DmlStudio.Store;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Commands;

/// <summary><c>trainer run [experiment.yaml]</c>: makes the runs of an experiment.</summary>
internal static class RunCommand
{
    /// <summary>The command with its flags, one for every setting.</summary>
    public static Command Make()
    {
        var file = new Argument<string?>("experiment")
        {
            Description = "Experiment file (.yaml); flags override it",
            Arity = ArgumentArity.ZeroOrOne
        };
        var command = new Command("run", "Trains every cell of an experiment and publishes the runs; goes on where it stopped.") { file };
        var flags = new ExperimentFlags(command, new Dictionary<string, string>());
        var slurm = new SlurmFlags(command);
        command.SetAction((parsed, interrupt) =>
        {
            if (slurm.Wanted(parsed)) { return SlurmRun.Run(parsed, flags, slurm, parsed.GetValue(file), interrupt); }
            slurm.RequireNone(parsed);
            return Run(parsed, flags, parsed.GetValue(file), interrupt);
        });
        return command;
    }

    /// <summary>Makes, or with --dry-run plans, the experiment that a command line describes.</summary>
    /// <param name="planned">What is done before the first run is made, when all that is asked is known to be right; not in a worker.
    /// </param>
    internal static async Task<int> Run(ParseResult parsed, ExperimentFlags flags, string? file, CancellationToken interrupt,
        Func<Task>? planned = null)
    {
        var reporter = new Reporter(parsed.GetValue(flags.Common.Json));
        var experiment = flags.Experiment(parsed, file, interrupt: interrupt);
        var elsewhere = flags.TestOn(parsed, experiment);
        if (!parsed.GetValue(flags.Worker)) { foreach (var other in elsewhere) { TableLines.Tell(other.Reading, reporter); } }
        var share = flags.ShareOf(parsed, experiment);
        if (parsed.GetValue(flags.DryRun)) { return DryRun(experiment, share, reporter, interrupt); }
        RunStore.Open(flags.Common.Out(parsed)).RequireWritable();
        if (parsed.GetValue(flags.Worker))
        {
            using var stop = Workers.StopsWithItsParent(interrupt);
            return Work(experiment, reporter, stop.Token);
        }
        if (planned is not null) { await planned(); }
        var code = share.Jobs > 1 && experiment.Open.Count > 1
            ? await Workers.Run(experiment, share, parsed, reporter, interrupt)
            : Train(experiment, share, reporter, interrupt);
        if (code != ExitCodes.Interrupted) { NamesLines.Tell(experiment, reporter); }
        if (elsewhere.Count > 0 && code != ExitCodes.Interrupted) { CrossDomain.Judge(experiment, elsewhere, reporter, interrupt); }
        return code;
    }

    /// <summary>Lists the cells and says how long they will take.</summary>
    /// <param name="share">How the cores are divided among them.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops the measurement.</param>
    /// <returns>Exit code.</returns>
    public static int DryRun(Experiment experiment, CoreShare share, Reporter reporter, CancellationToken interrupt)
    {
        Warn(experiment, reporter);
        WarnUnwritable(experiment, reporter);
        foreach (var cell in experiment.Cells)
        {
            reporter.Tell("cell", $"{cell.Id}  {experiment.DatasetOf(cell)}  {cell.Loss}  repetition {cell.Repetition}", ("run", cell.Id),
                ("dataset", experiment.DatasetOf(cell)), ("loss", cell.Loss), ("repetition", cell.Repetition));
        }
        var open = experiment.Open;
        var estimate = Estimate(experiment, share, interrupt);
        reporter.Tell("plan", FormattableString.Invariant(
            $"{experiment.Cells.Count} runs, {open.Count} to be made, {open.Sum(c => c.Steps)} steps, about {Clock(estimate)}"),
            ("runs", experiment.Cells.Count), ("open", open.Count), ("steps", open.Sum(c => c.Steps)),
                ("seconds", Math.Round(estimate.TotalSeconds)));
        return ExitCodes.Done;
    }

    /// <summary>How long the open runs will take, by measurement.</summary>
    internal static TimeSpan Estimate(Experiment experiment, CoreShare share, CancellationToken interrupt)
    {
        Divide(share);
        return new RunEstimate(experiment.Device, interrupt).Of(experiment.Open, share.Jobs);
    }

    /// <summary>Says how long the open runs will take, unless they are over sooner than a measurement.</summary>
    internal static TimeSpan? Estimate(Experiment experiment, CoreShare share, Reporter reporter, CancellationToken interrupt)
    {
        if (!RunEstimate.Pays(experiment.Open)) { return null; }
        var estimate = Estimate(experiment, share, interrupt);
        reporter.Tell("estimate", $"about {Clock(estimate)} on this machine, by measurement",
            ("seconds", Math.Round(estimate.TotalSeconds)));
        return estimate;
    }

    /// <summary>Makes the open runs of an experiment, one after another.</summary>
    /// <param name="share">How the cores are divided among runs.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops cleanly.</param>
    /// <returns>Exit code.</returns>
    /// <exception cref="RunHeldException">Another program writes one of the runs.</exception>
    public static int Train(Experiment experiment, CoreShare share, Reporter reporter, CancellationToken interrupt)
    {
        Divide(share);
        var open = experiment.Open;
        Warn(experiment, reporter);
        experiment.Notice = (cell, what) => Noticed(experiment, cell, what, reporter);
        reporter.Tell("start", FormattableString.Invariant($"{experiment.Cells.Count} runs, {open.Count} to be made"),
            ("runs", experiment.Cells.Count), ("open", open.Count));
        TimeSpan? estimate = null;
        if (open.Count > 1) { estimate = Estimate(experiment, share with { Jobs = 1 }, reporter, interrupt); }
        var clock = Stopwatch.StartNew();
        var failed = 0;
        for (var i = 0; i < open.Count; i++)
        {
            var cell = open[i];
            var what = FormattableString.Invariant($"[{i + 1}/{open.Count}] {Title(experiment, cell)}");
            var began = clock.Elapsed;
            // Before the first run is done, the measurement says how long is left.
            string Left(double done) => done >= 1 ? $", {Clock(clock.Elapsed / done * (open.Count - done))} left"
                : estimate is { } all ? $", {Clock(TimeSpan.FromSeconds(Math.Max(0, (all - clock.Elapsed).TotalSeconds)))} left" : "";
            void Step(int step) => reporter.Moving(FormattableString.Invariant(
                $"{what}  step {step}/{cell.Steps}, {step / (clock.Elapsed - began).TotalSeconds:0.0} steps/s{Left(i)}"));
            try { Done(experiment, experiment.Make(cell, Step, interrupt), what, Left(i + 1), reporter); }
            catch (OperationCanceledException)
            {
                reporter.Tell("interrupted",
                    FormattableString.Invariant($"Stopped after {i} of {open.Count} runs. The same command goes on."), ("done", i));
                return ExitCodes.Interrupted;
            }
            catch (Exception e) when (e is InvalidOperationException or ExternalException || IsDamaged(experiment, cell, e))
            {
                failed++;
                Failed(experiment, cell, what, e, reporter);
            }
        }
        return Finish(open.Count - failed, failed, clock.Elapsed, reporter);
    }

    /// <summary>Makes what no other worker makes or has made.</summary>
    private static int Work(Experiment experiment, Reporter reporter, CancellationToken interrupt)
    {
        var failed = 0;
        experiment.Notice = (cell, what) => Noticed(experiment, cell, what, reporter);
        foreach (var cell in experiment.Open)
        {
            if (experiment.IsDone(cell)) { continue; }
            try
            {
                // Another worker may have finished it since the look: then it has told so.
                var run = experiment.Make(cell, Steps(experiment, cell, reporter), interrupt, out var made);
                if (made) { Done(experiment, run, Title(experiment, cell), "", reporter); }
            }
            catch (RunHeldException) { }
            catch (OperationCanceledException) { return ExitCodes.Interrupted; }
            catch (Exception e) when (e is InvalidOperationException or ExternalException || IsDamaged(experiment, cell, e))
            {
                failed++;
                Failed(experiment, cell, Title(experiment, cell), e, reporter);
            }
        }
        return failed == 0 ? ExitCodes.Done : ExitCodes.FailedCells;
    }

    private static void Divide(CoreShare share)
    {
        if (share.Threads > 0) { TorchSharp.torch.set_num_threads(share.Threads); }
    }

    internal static int Finish(int made, int failed, TimeSpan time, Reporter reporter)
    {
        reporter.Tell("done", FormattableString.Invariant($"{made} runs made in {Clock(time)}, {failed} failed."), ("made", made),
            ("failed", failed));
        return failed == 0 ? ExitCodes.Done : ExitCodes.FailedCells;
    }

    internal static void Warn(Experiment experiment, Reporter reporter)
    {
        Sameness.Tell(experiment, reporter);
        foreach (var corpus in experiment.Cells.Select(c => c.Corpus.Source).DistinctBy(c => c.Checksum))
        {
            TableLines.Tell(corpus.Reading, reporter);
            var (twice, across) = (corpus.DuplicatesInPool().Count, corpus.DuplicatesAcrossTest().Count);
            if (twice + across == 0) { continue; }
            reporter.Tell("duplicates",
                string.Create(CultureInfo.InvariantCulture,
                    $"{corpus.Name}: {twice} of {corpus.PoolCount} texts repeat an earlier one")
                + (across == 0 ? ""
                    : FormattableString.Invariant($", and {across} of the official test part stand in the training part too"))
                + ". A held-out text that is also trained on is left out of the test.",
                ("dataset", corpus.Name), ("in_pool", twice), ("across_test", across));
        }
        foreach (var (file, texts) in experiment.Unlabelled)
        {
            TableLines.Tell(texts.Reading, reporter);
            reporter.Tell("unlabelled",
                FormattableString.Invariant($"{file}: {texts.Texts.Count} {(texts.Texts.Count == 1 ? "text" : "texts")} to read without ")
                    + "labels, but for those trained or tested on.",
                ("file", file), ("texts", texts.Texts.Count));
        }
        void Lacks(IReadOnlyList<string> runs, string what, string how) => reporter.Tell("lacking",
            FormattableString.Invariant($"{runs.Count} finished {(runs.Count == 1 ? "run has" : "runs have")} {what}, and a finished run ")
                + $"is not made again. {how}",
            ("what", what), ("runs", runs));
        foreach (var note in experiment.Notes) { reporter.Tell("checkpoint", note, ("message", note)); }
        var (weights, explained) = experiment.Lacking();
        if (weights.Count > 0)
        {
            Lacks(weights, "no kept weights", $"\"trainer runs delete {Shortly(weights)}\" and the same command makes them again, with "
                + "their weights.");
        }
        if (explained.Count > 0)
        {
            Lacks(explained, "fewer explained texts than --explain asks for",
                $"\"trainer explain {explained[0]}\" explains more of one; deleted by \"trainer runs delete {Shortly(explained)}\", they "
                    + "are made again by the same command.");
        }
        if (experiment.Warning is { } warning) { reporter.Tell("warning", warning, ("message", warning)); }
        if (experiment.Unexpected.Count > 0)
        {
            reporter.Tell("unexpected-weights",
                "The checkpoint holds weights that its architecture does not have; they are left out: "
                    + $"{string.Join(", ", experiment.Unexpected)}.",
                ("names", experiment.Unexpected));
        }
    }

    private static string Shortly(IReadOnlyList<string> ids) => ids[0] + (ids.Count > 1 ? " …" : "");

    /// <summary>Says of a plan what would end the command itself; it may be for another machine, whose folder can be written.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="reporter">Who is told.</param>
    internal static void WarnUnwritable(Experiment experiment, Reporter reporter)
    {
        if (WritableFolder.Refusal(experiment.Store.Root) is not { } why) { return; }
        var words = $"The runs folder {experiment.Store.Root} cannot be written from here: {why}. Without --dry-run nothing would be made; "
            + "name another with --out.";
        reporter.Tell("warning", words, ("message", words));
    }

    internal static string Clock(TimeSpan time) => time.TotalDays >= 1
        ? FormattableString.Invariant($"{time.Days} d ") + time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);

    // A run that lies there damaged is told, and the others are made; a disk that is full ends the command, and so does the only run.
    private static bool IsDamaged(Experiment experiment, TrainingCell cell, Exception failure) =>
        failure is StoreDataException && experiment.Cells.Count > 1
        && experiment.Store.Damaged().Any(d => d.Id == cell.Id && d.Part is null);

    private static string Title(Experiment experiment, TrainingCell cell) =>
        FormattableString.Invariant($"{experiment.DatasetOf(cell)} {cell.Loss} repetition {cell.Repetition}");

    // A worker's steps, for the line that its parent shows.
    private static Action<int> Steps(Experiment experiment, TrainingCell cell, Reporter reporter)
    {
        var told = 0L;
        return step =>
        {
            if (step < cell.Steps && told != 0 && Stopwatch.GetElapsedTime(told) < TimeSpan.FromSeconds(1)) { return; }
            told = Stopwatch.GetTimestamp();
            reporter.Tell("step", null, ("title", Title(experiment, cell)), ("step", step), ("steps", cell.Steps));
        };
    }

    private static void Noticed(Experiment experiment, TrainingCell cell, string what, Reporter reporter) =>
        reporter.Tell("notice", $"{Title(experiment, cell)}: {what}", ("run", cell.Id), ("dataset", experiment.DatasetOf(cell)),
            ("loss", cell.Loss), ("repetition", cell.Repetition), ("message", what));

    private static void Done(Experiment experiment, Records.RunSummary run, string what, string left, Reporter reporter)
    {
        var accuracy = run.Metric(run.MainRule, "accuracy") ?? double.NaN;
        var seconds = (run.FinishedAt - run.StartedAt) / 1000.0;
        var remarks = Sameness.Remarks(run);
        reporter.Tell("run-done",
            FormattableString.Invariant(
                $"{what}  accuracy {accuracy:0.000} ({run.MainRule}, {run.TestCount} texts{remarks})  {seconds:0.0} s{left}"),
            ("remarks", remarks), ("few", FewTexts.Are(run.TestCount)),
                ("skipped_steps", run.Skipped.Select(s => s.Steps).DefaultIfEmpty(0).Max()), ("labels_without_text", run.Untrained.Count),
                ("run", run.Id), ("dataset", experiment.Names.Of(run.Dataset, run.Corpus)), ("loss", run.Loss),
                ("repetition", run.Repetition), ("accuracy", accuracy), ("rule", run.MainRule), ("texts", run.TestCount),
                ("seconds", seconds));
    }

    private static void Failed(Experiment experiment, TrainingCell cell, string what, Exception failure, Reporter reporter) =>
        reporter.Tell("run-failed", $"{what}  failed: {failure.Message}", ("run", cell.Id), ("dataset", experiment.DatasetOf(cell)),
            ("loss", cell.Loss), ("repetition", cell.Repetition), ("message", failure.Message));
}
