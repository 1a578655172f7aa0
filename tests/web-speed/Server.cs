using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace DmlStudio.WebSpeed;

/// <summary>The program that answers, seen from outside: its processor time and its memory.</summary>
/// <param name="process">The program.</param>
internal sealed class Server(Process process)
{
    // A server at rest looks at the folder now and then.
    private const double AtRest = 0.12;

    // The runtime tidies when somebody begins to listen to it with this keyword (GCHeapCollect), and gives memory back only over a few of
    // these; what is left does then not change by a megabyte.
    private const long Tidy = 0x800000;
    private const int Tidied = 8;
    private const double Still = 1e6;

    /// <summary>Processor time so far, milliseconds.</summary>
    public double Processor()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <summary>Share of one processor that it takes.</summary>
    public async Task<double> Share(TimeSpan during)
    {
        var (from, clock) = (Processor(), Stopwatch.StartNew());
        await Task.Delay(during);
        return (Processor() - from) / clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>Waits until it has done what it does by itself after many answers: it compiles, and tidies its memory.</summary>
    public async Task Rest()
    {
        for (var seconds = 0; seconds < 60 && await Share(TimeSpan.FromSeconds(1)) > AtRest; seconds++) { }
    }

    /// <summary>Memory that it has of the machine (resident) when it has thrown away what nothing needs, bytes.</summary>
    public async Task<long> Memory()
    {
        long before = long.MaxValue, now = Resident();
        for (var i = 0; i < Tidied && Math.Abs(before - now) > Still; i++)
        {
            await Collect();
            (before, now) = (now, Resident());
        }
        return now;
    }

    private long Resident()
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    private async Task Collect()
    {
        using var session = new DiagnosticsClient(process.Id).StartEventPipeSession(
            new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, Tidy), requestRundown: false);
        var told = session.EventStream.CopyToAsync(Stream.Null);
        await Task.Delay(TimeSpan.FromSeconds(1));
        session.Stop();
        await told;
    }
}
