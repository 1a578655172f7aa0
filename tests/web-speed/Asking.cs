using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace DmlStudio.WebSpeed;

/// <summary>Asks every address of a browser, one at a time and warm.</summary>
/// <param name="site">Address of the browser.</param>
/// <param name="runs">Runs of its folder.</param>
/// <param name="server">The program that answers, whose processor time is counted.</param>
internal sealed class Asking(Uri site, int runs, Process server)
{
    private const int Warm = 3, Times = 20, Fewer = 1;

    // An address that misses its target by so much is not asked twenty times to be sure.
    private const double Slow = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Asks, and writes what it cost.</summary>
    public async Task Into(string file)
    {
        using var plain = new HttpClient { BaseAddress = site, Timeout = Patience };
        using var packed = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
        { BaseAddress = site, Timeout = Patience, DefaultRequestHeaders = { { "Accept-Encoding", "br, gzip" } } };
        var asked = new List<Asked>();
        foreach (var address in Address.All())
        {
            var (first, bytes) = await Ask(plain, address.Path);
            var times = first > Slow ? Fewer : Times;
            for (var i = 0; i < (first > Slow ? 0 : Warm); i++) { await Ask(plain, address.Path); }
            var took = new List<double>();
            var before = Processor();
            for (var i = 0; i < times; i++) { took.Add((await Ask(plain, address.Path)).Milliseconds); }
            var processor = (Processor() - before) / times;
            took.Sort();
            asked.Add(new Asked(address.Name, first, took[(int)Math.Ceiling(0.95 * times) - 1], processor, bytes,
                (await Ask(packed, address.Path)).Bytes));
        }
        // What the server takes when nobody asks, for its looks at the folder; on a busy machine it is part of the figures above.
        var (from, idle) = (Processor(), Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromSeconds(5));
        var rate = (Processor() - from) / idle.Elapsed.TotalMilliseconds;
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new Figures(runs, rate, asked)));
    }

    private double Processor()
    {
        server.Refresh();
        return server.TotalProcessorTime.TotalMilliseconds;
    }

    private static async Task<(double Milliseconds, long Bytes)> Ask(HttpClient client, string path)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var bytes = (await answer.Content.ReadAsByteArrayAsync()).LongLength;
        return answer.IsSuccessStatusCode ? (clock.Elapsed.TotalMilliseconds, bytes)
            : throw new InvalidOperationException(FormattableString.Invariant($"{path} gave {(int)answer.StatusCode}, expected 200."));
    }
}
