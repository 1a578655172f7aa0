using System.Diagnostics;
using System.Net;

namespace DmlStudio.WebSpeed;

/// <summary>Asks every address of a browser, one at a time and warm; then many readers ask at once.</summary>
/// <param name="site">Address of the browser.</param>
/// <param name="runs">Runs of its folder.</param>
/// <param name="server">The program that answers, whose processor time is counted.</param>
internal sealed class Asking(Uri site, int runs, Server server)
{
    // Every address so often that the runtime has compiled what it takes for worth it.
    private const int Warm = 10, Times = 40, Fewer = 1;

    // What else the server does meanwhile, such as collecting garbage, is no part of an answer's cost; the round with less of it counts.
    private const int Rounds = 2;

    // What the system can tell of the processor's time, over all that is asked of one address.
    private const double Least = 10.0 / Times;

    // An address that misses its target by so much is not asked so often to be sure.
    private const double Slow = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Asks, and writes what it cost.</summary>
    public async Task Into(string file)
    {
        using var plain = new HttpClient { BaseAddress = site, Timeout = Patience };
        using var packed = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
        { BaseAddress = site, Timeout = Patience, DefaultRequestHeaders = { { "Accept-Encoding", "br, gzip" } } };
        var firsts = new Dictionary<string, (double Milliseconds, long Bytes)>();
        foreach (var address in Address.All()) { firsts[address.Name] = await Ask(plain, address.Path); }
        // Else those that are asked early would pay for compiling what all of them use.
        for (var i = 0; i < Warm; i++)
        {
            foreach (var address in Address.All().Where(a => firsts[a.Name].Milliseconds <= Slow)) { await Ask(plain, address.Path); }
        }
        await server.Rest();
        // What the server takes when nobody asks, for its looks at the folder; it is no part of what an answer costs.
        var idle = await server.Share(TimeSpan.FromSeconds(5));
        var asked = new List<Asked>();
        foreach (var address in Address.All())
        {
            var (first, bytes) = firsts[address.Name];
            var times = first > Slow ? Fewer : Times;
            if (first > Slow) { await Ask(plain, address.Path); }
            var took = new List<double>();
            var processor = double.PositiveInfinity;
            for (var round = 0; round < Rounds; round++)
            {
                var (before, clock) = (server.Processor(), Stopwatch.StartNew());
                for (var i = 0; i < times; i++) { took.Add((await Ask(plain, address.Path)).Milliseconds); }
                processor = Math.Min(processor, (server.Processor() - before - idle * clock.Elapsed.TotalMilliseconds) / times);
            }
            took.Sort();
            asked.Add(new Asked(address.Name, first, took[(int)Math.Ceiling(0.95 * took.Count) - 1], Math.Max(Least, processor), bytes,
                (await Ask(packed, address.Path)).Bytes));
        }
        var crowd = await Crowd.Ask(path => Ask(packed, path));
        new Figures(runs, idle, asked, crowd).Write(file);
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
