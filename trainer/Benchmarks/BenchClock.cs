using System.Diagnostics;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>What a benchmark counts: time on the wall, or processor time, which another program on the machine does not lengthen.</summary>
/// <param name="Processor">Whether processor time is counted; it adds up over threads, so it is for one thread.</param>
internal sealed record BenchClock(bool Processor)
{
    /// <summary>Seconds since some fixed moment.</summary>
    public double Now => Processor ? Environment.CpuUsage.TotalTime.TotalSeconds : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    /// <summary>Seconds of a piece of work.</summary>
    public double Time(Action work)
    {
        var start = Now;
        work();
        return Now - start;
    }
}
