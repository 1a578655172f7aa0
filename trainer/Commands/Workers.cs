using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary>
/// Several runs at a time, each in a process of its own: the cells of an experiment are independent, but the random source of dropout
/// and the number of threads belong to a process. Workers take the runs that nobody holds; the locks of the store divide the work.
/// </summary>
internal static class Workers
{
    // Share of a small run that its steps take; the rest is evaluation and explanations.
    private const double OfSteps = 0.8;

    /// <summary>Starts workers, tells what they tell, and waits for them.</summary>
    /// <param name="share">Number of workers, above 1, and threads of each.</param>
    /// <param name="parsed">The command line; workers get the same one.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops all cleanly.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> Run(Experiment experiment, CoreShare share, ParseResult parsed, Reporter reporter,
        CancellationToken interrupt)
    {
        var open = experiment.Open;
        var (jobs, threads) = (Math.Min(share.Jobs, open.Count), Math.Max(1, share.Threads));
        RunCommand.Warn(experiment, reporter);
        reporter.Tell("start", FormattableString.Invariant(
            $"{experiment.Cells.Count} runs, {open.Count} to be made, {jobs} at a time with ")
            + FormattableString.Invariant($"{threads} {(threads == 1 ? "thread" : "threads")} each"),
            ("runs", experiment.Cells.Count), ("open", open.Count), ("jobs", jobs), ("threads", threads));
        var estimate = RunCommand.Estimate(experiment, share with { Jobs = jobs }, reporter, interrupt);
        var clock = Stopwatch.StartNew();
        int made = 0, failed = 0;
        var gate = new Lock();
        var under = new Dictionary<string, (int Step, int Steps)>(StringComparer.Ordinal);
        // A run that is being made counts for the part that its steps are of it.
        string Left(int ended)
        {
            var parts = ended + under.Values.Sum(u => OfSteps * u.Step / Math.Max(1, u.Steps));
            if ((ended >= jobs ? clock.Elapsed / parts * open.Count : estimate) is not { } all) { return ""; }
            return $", {RunCommand.Clock(all > clock.Elapsed ? all - clock.Elapsed : TimeSpan.Zero)} left";
        }
        void Tell(JsonElement line)
        {
            string Text(string name) => line.TryGetProperty(name, out var value) ? value.ToString() : "";
            lock (gate)
            {
                if (Text("event") == "notice")
                {
                    reporter.Tell("notice", $"{Text("dataset")} {Text("loss")} repetition {Text("repetition")}: {Text("message")}",
                        [.. line.EnumerateObject().Where(p => p.Name != "event").Select(p => (p.Name, (object?)p.Value))]);
                    return;
                }
                if (Text("event") == "step")
                {
                    under[Text("title")] = (line.GetProperty("step").GetInt32(), line.GetProperty("steps").GetInt32());
                    var others = under.Count - 1;
                    reporter.Moving(FormattableString.Invariant(
                        $"[{made + failed}/{open.Count}] {Text("title")}  step {Text("step")}/{Text("steps")}")
                            + $"{(others > 0 ? FormattableString.Invariant($", {others} beside it") : "")}{Left(made + failed)}");
                    return;
                }
                var done = Text("event") == "run-done";
                if (!done && Text("event") != "run-failed") { return; }
                (made, failed) = done ? (made + 1, failed) : (made, failed + 1);
                var title = $"{Text("dataset")} {Text("loss")} repetition {Text("repetition")}";
                under.Remove(title);
                var left = Left(made + failed);
                var what = FormattableString.Invariant($"[{made + failed}/{open.Count}] {title}");
                reporter.Tell(Text("event"), done
                        ? string.Create(CultureInfo.InvariantCulture,
                            $"{what}  accuracy {Accuracy(line):0.000} ({Text("rule")}, {Text("texts")} "
                                + $"texts{Text("remarks")})  {line.GetProperty("seconds").GetDouble():0.0} s{left}")
                        : $"{what}  failed: {Text("message")}",
                    [.. line.EnumerateObject().Where(p => p.Name != "event").Select(p => (p.Name, (object?)p.Value))]);
            }
        }

        Process[] workers = [.. Enumerable.Range(0, jobs).Select(i => Start(parsed, threads, i, experiment))];
        try
        {
            await Task.WhenAll(workers.Select(w => Listen(w, Tell, reporter, interrupt)));
            if (interrupt.IsCancellationRequested || workers.Any(w => w.ExitCode == ExitCodes.Interrupted))
            {
                reporter.Tell("interrupted",
                    FormattableString.Invariant($"Stopped after {made} of {open.Count} runs. The same command goes on."), ("done", made));
                return ExitCodes.Interrupted;
            }
            // What nobody has made although nobody was stopped was held by a worker that died, or by another program.
            return RunCommand.Finish(made, Math.Max(failed, experiment.Open.Count), clock.Elapsed, reporter);
        }
        finally { foreach (var worker in workers) { worker.Dispose(); } }
    }

    /// <summary>A worker's token: cancelled when its parent closes the worker's input, or is gone.</summary>
    /// <param name="interrupt">The program's own token.</param>
    public static CancellationTokenSource StopsWithItsParent(CancellationToken interrupt)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0) { }
            try { source.Cancel(); } catch (ObjectDisposedException) { }
        })
        { IsBackground = true };
        watch.Start();
        return source;
    }

    // None where a run measured none.
    private static double Accuracy(JsonElement done) =>
        done.GetProperty("accuracy") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

    private static Process Start(ParseResult parsed, int threads, int index, Experiment experiment)
    {
        string[] own = [.. OwnProgram.Command, .. parsed.Tokens.Select(t => t.Value), "--worker",
            .. experiment.Precision.Probe is { } probe ? new[] { "--probe", probe.Word } : [],
            .. parsed.Tokens.Any(t => t.Value == "--json")
            ? Array.Empty<string>()
            : ["--json"]];
        var start = new ProcessStartInfo(own[0], own[1..])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "OMP_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[name] = threads.ToString(CultureInfo.InvariantCulture);
        }
        // Several GPUs are used side by side; a worker sees its own as the first.
        if (experiment.Device.type == TorchSharp.DeviceType.CUDA && experiment.IsDeviceChosen && DeviceChoice.Count > 1)
        {
            start.Environment["CUDA_VISIBLE_DEVICES"] = (index % DeviceChoice.Count).ToString(CultureInfo.InvariantCulture);
        }
        return Process.Start(start) ?? throw new InvalidOperationException($"{own[0]} could not be started.");
    }

    private static async Task Listen(Process worker, Action<JsonElement> tell, Reporter reporter, CancellationToken interrupt)
    {
        using var stop = interrupt.Register(() => { try { worker.StandardInput.Close(); } catch (IOException) { } });
        var errors = worker.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await worker.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.StartsWith('{')) { tell(JsonDocument.Parse(line).RootElement); }
        }
        await worker.WaitForExitAsync(CancellationToken.None);
        var said = (await errors).Trim();
        if (worker.ExitCode is not (ExitCodes.Done or ExitCodes.Interrupted or ExitCodes.FailedCells))
        {
            reporter.Tell("worker-failed", $"A worker ended with code {worker.ExitCode.ToString(CultureInfo.InvariantCulture)}: {said}",
                ("code", worker.ExitCode), ("message", said));
        }
    }
}
