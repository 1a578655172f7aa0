using System.Diagnostics;

namespace DmlStudio.WebSpeed;

/// <summary>What pages that stay open cost, and how soon they show what is published beside them.</summary>
/// <param name="Pages">How many are open.</param>
/// <param name="Publications">How many runs were published.</param>
/// <param name="Every">Seconds from one publication to the next.</param>
/// <param name="Median">Milliseconds from a publication until a page is drawn with the new run, median over pages and publications.</param>
/// <param name="P95">Its 95th percentile.</param>
/// <param name="Slowest">The slowest.</param>
/// <param name="Unseen">Pages that did not show a publication, over all publications.</param>
/// <param name="Unasked">Drawings that came while nothing was published.</param>
/// <param name="Drawings">Drawings of a page for a publication; several that come together are one.</param>
/// <param name="Idle">Share of one processor that the server takes with the pages open while nothing is published.</param>
/// <param name="Busy">Its share while runs are published.</param>
/// <param name="Before">Memory alive in the server before the pages were opened, bytes.</param>
/// <param name="Opened">With the pages open, before the first publication.</param>
/// <param name="Held">With the pages open, after all publications.</param>
/// <param name="After">When they were closed.</param>
/// <param name="Taken">Memory that the server has taken of the machine meanwhile, bytes; most of it is room that the runtime keeps.</param>
/// <param name="Kept">Pages whose circuit the server still had when they were closed.</param>
internal sealed record OpenPages(int Pages, int Publications, double Every, double Median, double P95, double Slowest, int Unseen,
    int Unasked, double Drawings, double Idle, double Busy, long Before, long Opened, long Held, long After, long Taken, int Kept)
{
    /// <summary>How many pages.</summary>
    public const int Many = 50;

    /// <summary>95th percentile at most, milliseconds.</summary>
    public const double Milliseconds = 1000;

    /// <summary>Memory of a page at most, megabytes.</summary>
    public const double Megabytes = 4;

    // A trainer's runs have numbers that the script's own publication, at most 32,767, does not have.
    private const int Few = 3, Runs = 10, First = 40_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Quiet = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(15);

    /// <summary>Memory of one page, megabytes.</summary>
    public double PerPage => (Held - Before) / 1e6 / Pages;

    /// <summary>What misses its target.</summary>
    public IEnumerable<string> Faults()
    {
        if (P95 > Milliseconds) { yield return "time"; }
        if (Unseen > 0) { yield return FormattableString.Invariant($"{Unseen} not shown"); }
        if (Unasked > 0) { yield return FormattableString.Invariant($"{Unasked} drawn without a publication"); }
        if (PerPage > Megabytes) { yield return "memory"; }
        if (Kept > 0) { yield return FormattableString.Invariant($"{Kept} circuits kept"); }
    }

    /// <summary>Opens pages, publishes runs beside them, and closes them. What was published is removed.</summary>
    /// <param name="client">Asks the site.</param>
    /// <param name="maker">Publishes into its folder.</param>
    /// <param name="server">The program that answers.</param>
    public static async Task<OpenPages> Follow(HttpClient client, StoreMaker maker, Server server)
    {
        // What a run of the program left that was ended would be nothing new.
        Remove(maker);
        try
        {
            // What is compiled and read once is there before memory and time are taken.
            var first = await Open(client, Few);
            await Publish(first, maker, Runs, Few);
            await Close(first);
            await server.Rest();
            var before = await server.Memory();
            var pages = await Open(client, Many);
            await server.Rest();
            var opened = await server.Memory();
            var drawn = pages.Sum(p => p.Batches);
            var idle = await server.Share(Quiet);
            var unasked = pages.Sum(p => p.Batches) - drawn;
            var (processor, clock) = (server.Processor(), Stopwatch.StartNew());
            var published = await Publish(pages, maker, 0, Runs);
            var busy = (server.Processor() - processor) / clock.Elapsed.TotalMilliseconds;
            await Task.WhenAny(Task.WhenAll(published.SelectMany(p => p.Drawn)), Task.Delay(Patience));
            var drawings = (pages.Sum(p => p.Batches) - drawn - unasked) / (double)(Many * Runs);
            double[] took = [.. (await Task.WhenAll(published.SelectMany(p => p.Drawn.Select(d => Wait(p.At, d))))).Order()];
            if (pages.Select(p => p.Fault).FirstOrDefault(f => f is not null) is { } fault)
            {
                throw new InvalidOperationException($"A page that was open has failed: {fault}");
            }
            await server.Rest();
            var held = await server.Memory();
            var kept = await Close(pages);
            var after = await server.Memory();
            double Took(double share) => Math.Min(Patience.TotalMilliseconds, took[(int)Math.Ceiling(share * took.Length) - 1]);
            return new OpenPages(Many, Runs, Stopwatch.GetElapsedTime(published[0].At, published[^1].At).TotalSeconds / (Runs - 1),
                Took(0.5), Took(0.95), Took(1), took.Count(double.IsInfinity), unasked, drawings, idle, busy, before.Alive, opened.Alive,
                held.Alive, after.Alive, held.Resident - before.Resident, kept);
        }
        finally
        {
            Remove(maker);
        }
    }

    private static void Remove(StoreMaker maker)
    {
        for (var i = 0; i < Runs + Few; i++) { maker.Remove(StoreShape.Further(First + i).Id); }
    }

    // A page may be drawn while the publication is still being told here.
    private static async Task<double> Wait(long published, Task<long> drawn) => !drawn.IsCompleted ? double.PositiveInfinity
        : Math.Max(0, Stopwatch.GetElapsedTime(published, await drawn).TotalMilliseconds);

    // The chosen cell of a Results page lists its runs: what is published beside it is in what the server draws, by name.
    private static async Task<IReadOnlyList<OpenPage>> Open(HttpClient client, int many)
    {
        var cell = StoreShape.Further(0);
        var path = $"/?encoder={StoreShape.Encoder}&shots={StoreShape.Shots}&loss={cell.Loss}&dataset={cell.Dataset}";
        var pages = new List<OpenPage>();
        for (var i = 0; i < many; i++) { pages.Add(await OpenPage.Open(client, path, (cell with { Repetition = 0 }).Id)); }
        return pages;
    }

    private static async Task<IReadOnlyList<(long At, Task<long>[] Drawn)>> Publish(IReadOnlyList<OpenPage> pages, StoreMaker maker,
        int from, int runs)
    {
        var published = new List<(long, Task<long>[])>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < runs; i++)
        {
            var number = First + from + i;
            Task<long>[] drawn = [.. pages.Select(p => p.Drawing(StoreShape.Further(number).Id))];
            published.Add((await Task.Run(() => maker.AddOne(number)), drawn));
            if ((i + 1) * Second - clock.Elapsed is { Ticks: > 0 } left) { await Task.Delay(left); }
        }
        return published;
    }

    // How many circuits the server has afterwards.
    private static async Task<int> Close(IReadOnlyList<OpenPage> pages)
    {
        foreach (var page in pages) { await page.DisposeAsync(); }
        var kept = 0;
        foreach (var page in pages) { kept += await page.IsKept() ? 1 : 0; }
        return kept;
    }
}
