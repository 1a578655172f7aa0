using System.Diagnostics;
using System.Globalization;
using DmlStudio.Trainer.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>What a cell takes of memory, and whether one cell after another takes more and more.</summary>
internal static class MemoryBenchmark
{
    private const int Cells = 8, Steps = 12, Texts = 256;

    /// <param name="subject">What is measured.</param>
    /// <param name="interrupt">Stops between cells.</param>
    public static IReadOnlyList<Measurement> Of(BenchSubject subject, CancellationToken interrupt)
    {
        var size = subject.Cell.Corpus.Encoder.Count * 4.0;
        var (rest, peaks, tensors) = (new double[Cells + 1], new double[Cells + 1], new long[Cells + 1]);
        rest[0] = Resident();
        for (var i = 1; i <= Cells; i++)
        {
            interrupt.ThrowIfCancellationRequested();
            ForgetPeak();
            var cell = subject.Cell with { Repetition = i - 1, Settings = subject.Cell.Settings with { Steps = Steps, WarmupSteps = 0 } };
            var split = FewShotTraining.Split(cell);
            using (var model = FewShotTraining.Train(cell, split.Train, CPU, (_, _) => { }, interrupt).Model)
            {
                model.Read(cell.Corpus.Tokens.Of(split.Test.Take(Texts)), interrupt);
            }
            peaks[i] = Peak();
            rest[i] = Resident();
            tensors[i] = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }
        var growth = (rest[Cells] - rest[2]) / (Cells - 2);
        var (peak, activations) = (peaks.Skip(1).Max() - rest[0], Activations(subject, interrupt));
        return
        [
            new("tensors-kept-by-cells", FormattableString.Invariant($"tensors that {Cells - 2} further cells leave behind"),
                tensors[Cells] - tensors[2], "", AtMost: 0),
            new("memory-peak-of-a-cell", FormattableString.Invariant(
                $"most memory above the start, everything included, in sizes of the encoder in fp32 ({size / 1e6:0} MB)"),
                peak / size, "×"),
            new("memory-activations-of-a-step",
                FormattableString.Invariant($"what a step needs beside weights and gradients, likewise ({activations / 1e6:0} MB)"),
                activations / size, "×"),
            new("memory-peak-without-activations", "the peak without these, likewise", (peak - activations) / size, "×", AtMost: 4),
            new("memory-growth-a-cell",
                FormattableString.Invariant(
                    $"memory kept per further cell after the second, in sizes of the encoder ({growth / 1e6:0.0} MB)"),
                Math.Max(0, growth / size), "×", AtMost: 0.05),
        ];
    }

    // Weights and gradients are in memory before the step, since they were written; what libraries set up once was set up by the cells.
    private static double Activations(BenchSubject subject, CancellationToken interrupt)
    {
        var train = FewShotTraining.Split(subject.Cell).Train;
        using var model = FewShotTraining.Untrained(subject.Cell, train, CPU, interrupt);
        model.Network.Parameters.ZeroGradients();
        var before = Resident();
        ForgetPeak();
        model.Objective.Backward(model.Network, model.Objective.Batch(0) ?? train, 0);
        return Peak() - before;
    }

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // What the collector keeps for later is not kept by a cell.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Status("VmRSS");
    }

    private static double Peak() => Status("VmHWM");

    private static void ForgetPeak()
    {
        // Where the peak cannot be forgotten it is that of the whole program, which is larger: never too kind.
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }

    private static double Status(string name)
    {
        if (File.Exists("/proc/self/status")
            && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.Ordinal)) is { } line)
        {
            return 1024 * double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        using var process = Process.GetCurrentProcess();
        return name == "VmHWM" ? process.PeakWorkingSet64 : process.WorkingSet64;
    }
}
