using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using DmlStudio.Web.Hosting;
using Xunit.Abstractions;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>Everything that a browser, a foreign page, a scanner or a flood may send, thousands of times; each prints
/// tried, 500s and opened.</summary>
[Trait("Category", "Hardship")]
public sealed class SiteHardshipTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Tries = 8000, Lanes = 4;
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start("dml.example.org");

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Requests_OfEveryKind_GiveNo500AndOpenNothing()
    {
        var requests = new RandomRequests(_site.Authority, seed: 1);
        RandomRequest[] all = [.. Enumerable.Range(0, Tries).Select(_ => requests.Next())];
        ConcurrentBag<string> failed = [], opened = [];
        var statuses = new ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (request, _) =>
        {
            var answer = await _site.Send(request.Bytes);
            statuses.AddOrUpdate(answer.Status, 1, (_, n) => n + 1);
            if (answer.Status >= 500) { failed.Add($"{answer.Status}: {request.Told}"); }
            if (request.Foreign && (answer.Status is >= 100 and < 400 || answer.Body.Contains("<html", StringComparison.OrdinalIgnoreCase)))
            {
                opened.Add($"{answer.Status}: {request.Told}");
            }
        });
        output.WriteLine($"tried {all.Length} ({all.Count(r => r.Foreign)} foreign) / 500s {failed.Count} / opened {opened.Count}");
        output.WriteLine(string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        Assert.True(failed.IsEmpty && opened.IsEmpty, string.Join('\n', failed.Take(20).Concat(opened.Take(20))));
        Assert.Equal(200, (await _site.Ask("GET", "/", _site.Authority)).Status);
    }

    [Fact]
    public async Task SlowClients_LetterByLetter_AreCutOffWhileOthersAreAnswered()
    {
        const int clients = 300;
        var watch = Stopwatch.StartNew();
        TcpClient[] slow = [.. await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => _site.Connect()))];
        var cut = 0;
        async Task Drip(TcpClient client)
        {
            var stream = client.GetStream();
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
                while (watch.Elapsed < TimeSpan.FromSeconds(60))
                {
                    await stream.WriteAsync("x"u8.ToArray());
                    await Task.Delay(500);
                    if (stream.DataAvailable && await stream.ReadAsync(new byte[100]) > 0) { break; }
                }
            }
            catch (IOException) { }
            if (watch.Elapsed < TimeSpan.FromSeconds(45)) { Interlocked.Increment(ref cut); }
        }
        var drips = slow.Select(Drip).ToArray();
        var answered = 0;
        for (var i = 0; i < 10; i++) { answered += (await _site.Ask("GET", "/runs", _site.Authority)).Status == 200 ? 1 : 0; }
        await Task.WhenAll(drips);
        foreach (var client in slow) { client.Dispose(); }
        output.WriteLine($"tried {clients} slow clients / cut off {cut} / others answered {answered} of 10");
        Assert.Equal((clients, 10), (cut, answered));
    }

    [Fact]
    public async Task Circuits_Flooded_AreBoundedAndPagesAreAnswered()
    {
        const int flood = SiteLimits.Circuits + 100;
        var sockets = new ConcurrentBag<ClientWebSocket>();
        int refused = 0, failed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, flood), new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (_, _) =>
        {
            var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Origin", "http://" + _site.Authority);
            try
            {
                await socket.ConnectAsync(new Uri($"ws://{_site.Authority}/_blazor"), CancellationToken.None);
                sockets.Add(socket);
            }
            catch (WebSocketException e)
            {
                Interlocked.Increment(ref refused);
                if (e.Message.Contains("'5", StringComparison.Ordinal)) { Interlocked.Increment(ref failed); }
                socket.Dispose();
            }
        });
        output.WriteLine($"tried {flood} circuits / open {sockets.Count} / refused {refused} / 500s {failed}");
        Assert.Equal((SiteLimits.Circuits, 100, 0), (sockets.Count, refused, failed));
        Assert.Equal(200, (await _site.Ask("GET", "/", _site.Authority)).Status);
        foreach (var socket in sockets) { socket.Dispose(); }
        // Whoever leaves makes room.
        for (var i = 0; ; i++)
        {
            using var next = new ClientWebSocket();
            try { await next.ConnectAsync(new Uri($"ws://{_site.Authority}/_blazor"), CancellationToken.None); break; }
            catch (WebSocketException) when (i < 50) { await Task.Delay(200); }
        }
    }
}
