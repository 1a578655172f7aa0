using System.Diagnostics;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>From the command to the first training step.</summary>
internal static class StartBenchmark
{
    /// <summary>Measures a whole program that makes one step on a few texts and reads a few: an upper bound.</summary>
    /// <param name="encoder">Folder of the encoder.</param>
    /// <param name="rounds">Turns that count.</param>
    /// <param name="interrupt">Stops between turns.</param>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static IReadOnlyList<Measurement> Of(string encoder, int rounds, CancellationToken interrupt)
    {
        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        try
        {
            var turn = 0;
            double Whole() => new BenchClock(Processor: false).Time(() =>
            {
                var (program, library) = (Environment.ProcessPath!, typeof(StartBenchmark).Assembly.Location);
                string[] own = ["run", "--json", "--encoder", Path.GetFullPath(encoder), "--datasets", "reviews", "--losses", "cce",
                    "--repetitions", "1", "--shots", "8", "--steps", "1", "--test-texts", "4", "--precision", "fp32",
                    "--out", Path.Combine(folder, FormattableString.Invariant($"{turn++}"))];
                var hosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
                using var process = Process.Start(
                    new ProcessStartInfo(program, hosted
                        ? [library, .. own]
                        : own)
                    { RedirectStandardOutput = true, RedirectStandardError = true })!;
                var errors = process.StandardError.ReadToEndAsync(interrupt);
                process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode != 0)
                {
                    throw new InvalidOperationException($"The program that was to be timed failed: {errors.GetAwaiter().GetResult()}");
                }
            });
            var seconds = Turns.Median(Turns.Seconds(Math.Min(rounds, 3), interrupt, [Whole])[0]);
            return [new("start-to-first-step", "the whole program with one step and four texts, an upper bound", seconds, "s", AtMost: 5)];
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
