using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace DmlStudio.WebSpeed;

/// <summary>The program that answers, seen from outside: its processor time and its memory.</summary>
/// <param name="process">The program.</param>
internal sealed class Server(Process process)
{
    // A server at rest looks at the folder now and then.
    private const double AtRest = 0.12;

    // The runtime collects what nothing needs when somebody begins to listen to it with this keyword (GCHeapCollect). What waits to be
    // finalized goes at the second time.
    private const ClrTraceEventParser.Keywords Collecting = ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect;
    private const int Times = 2;

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

    /// <summary>Memory when it has thrown away what nothing needs, bytes: what is alive, and what the program has of the machine, in
    /// which the runtime keeps room for what comes.</summary>
    public async Task<(long Alive, long Resident)> Memory()
    {
        long alive = 0;
        for (var i = 0; i < Times; i++) { alive = await Collect(); }
        process.Refresh();
        return (alive, process.WorkingSet64);
    }

    private async Task<long> Collect()
    {
        long alive = 0;
        using var session = new DiagnosticsClient(process.Id).StartEventPipeSession(
            new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)Collecting), requestRundown: false);
        var told = Task.Run(() =>
        {
            using var source = new EventPipeEventSource(session.EventStream);
            source.Clr.GCHeapStats += stats => alive = stats.TotalPromoted;
            source.Process();
        });
        await Task.Delay(TimeSpan.FromSeconds(1));
        session.Stop();
        await told;
        return alive > 0 ? alive : throw new InvalidOperationException("The runtime of the server did not collect.");
    }
}
