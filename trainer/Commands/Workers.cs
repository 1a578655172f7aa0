using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Commands;

/// <summary>
/// Several runs at a time, each in a process of its own: the cells of an experiment are independent, but the random source of dropout
/// and the number of threads belong to a process. Workers take the runs that nobody holds; the locks of the store divide the work.
/// </summary>
internal static class Workers
{
    /// <summary>Starts workers, tells what they tell, and waits for them.</summary>
    /// <param name="jobs">Number of workers, above 1.</param>
    /// <param name="parsed">The command line; workers get the same one.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="interrupt">Stops all cleanly.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> Run(Experiment experiment, int jobs, ParseResult parsed, Reporter reporter, CancellationToken interrupt)
    {
        var open = experiment.Open;
        jobs = Math.Min(jobs, open.Count);
        var threads = Math.Max(1, Environment.ProcessorCount / jobs);
        RunCommand.Warn(experiment, reporter);
        reporter.Tell("start", FormattableString.Invariant(
            $"{experiment.Cells.Count} runs, {open.Count} to be made, {jobs} at a time with {threads} threads each"),
            ("runs", experiment.Cells.Count), ("open", open.Count), ("jobs", jobs), ("threads", threads));
        var clock = Stopwatch.StartNew();
        int made = 0, failed = 0;
        var gate = new Lock();
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
                var done = Text("event") == "run-done";
                if (!done && Text("event") != "run-failed") { return; }
                (made, failed) = done ? (made + 1, failed) : (made, failed + 1);
                var left = RunCommand.Clock(clock.Elapsed / (made + failed) * Math.Max(0, open.Count - made - failed));
                var what = FormattableString.Invariant(
                    $"[{made + failed}/{open.Count}] {Text("dataset")} {Text("loss")} repetition {Text("repetition")}");
                reporter.Tell(Text("event"), done
                        ? string.Create(CultureInfo.InvariantCulture,
                            $"{what}  accuracy {line.GetProperty("accuracy").GetDouble():0.000} ({Text("rule")}, {Text("texts")} "
                                + $"texts{Text("remarks")})  {line.GetProperty("seconds").GetDouble():0.0} s, {left} left")
                        : $"{what}  failed: {Text("message")}",
                    [.. line.EnumerateObject().Where(p => p.Name != "event").Select(p => (p.Name, (object?)p.Value))]);
            }
        }

        Process[] workers = [.. Enumerable.Range(0, jobs).Select(_ => Start(parsed, threads))];
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

    private static Process Start(ParseResult parsed, int threads)
    {
        var (program, arguments) = (Environment.ProcessPath!, Environment.GetCommandLineArgs());
        // Started as "dotnet DmlStudio.Trainer.dll …" the first argument is the library; as a program of its own it is not needed.
        var hosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] own = [.. parsed.Tokens.Select(t => t.Value), "--worker", .. parsed.Tokens.Any(t => t.Value == "--json")
            ? Array.Empty<string>()
            : ["--json"]];
        var start = new ProcessStartInfo(program, hosted
            ? [Path.GetFullPath(arguments[0]), .. own]
            : own)
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "OMP_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[name] = threads.ToString(CultureInfo.InvariantCulture);
        }
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
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
