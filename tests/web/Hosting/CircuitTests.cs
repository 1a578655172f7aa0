using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>The circuit of a page, by websocket and by long polling, asked for by this site and by others.</summary>
public sealed class CircuitTests : IAsyncLifetime
{
    private static readonly byte[] Greeting = Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e");
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Websocket_OfThisSite_IsGreeted()
    {
        using var socket = await Open(_site.Authority, "http://" + _site.Authority);
        await socket.SendAsync(Greeting, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var answer = new byte[100];
        var read = await socket.ReceiveAsync(answer, CancellationToken.None);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer, 0, read.Count));
    }

    [Theory]
    [InlineData(null, "http://evil.example", 403)]
    [InlineData(null, "null", 403)]
    [InlineData(null, "http://127.0.0.1:1", 403)]
    [InlineData("evil.example", "http://evil.example", 400)]
    [InlineData("evil.example", null, 400)]
    public async Task Websocket_OfAnotherSite_IsRefused(string? host, string? origin, int status)
    {
        var error = await Assert.ThrowsAsync<WebSocketException>(() => Open(host ?? _site.Authority, origin));
        Assert.Contains($"'{status}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongPolling_OfThisSite_IsGreeted_AndEveryStepOfAnotherIsRefused()
    {
        string own = "Origin: http://" + _site.Authority, foreign = "Origin: http://evil.example";
        var circuit = await Negotiate(own);
        foreach (var method in new[] { "GET", "POST", "DELETE" })
        {
            Assert.Equal(403, (await _site.Ask(method, circuit, _site.Authority, "", foreign, "Content-Length: 0")).Status);
            Assert.Equal(400, (await _site.Ask(method, circuit, "evil.example", "", "Content-Length: 0")).Status);
        }
        Assert.Equal(200, (await _site.Ask("GET", circuit, _site.Authority, "", own)).Status);
        Assert.Equal(200, (await _site.Ask("POST", circuit, _site.Authority, Encoding.UTF8.GetString(Greeting), own)).Status);
        Assert.Contains("{}\u001e", (await _site.Ask("GET", circuit, _site.Authority, "", own)).Body, StringComparison.Ordinal);
        Assert.Equal(202, (await _site.Ask("DELETE", circuit, _site.Authority, "", own)).Status);
    }

    [Fact]
    public async Task Message_LargerThanAnyOfACircuit_IsRefused()
    {
        var own = "Origin: http://" + _site.Authority;
        var circuit = await Negotiate(own);
        Assert.Equal(200, (await _site.Ask("GET", circuit, _site.Authority, "", own)).Status);
        Assert.Equal(400, (await _site.Ask("POST", circuit, _site.Authority, new string('x', 70_000), own)).Status);
    }

    private async Task<string> Negotiate(string origin)
    {
        var negotiated = await _site.Ask("POST", "/_blazor/negotiate?negotiateVersion=1", _site.Authority, "", origin, "Content-Length: 0");
        using var json = JsonDocument.Parse(negotiated.Body);
        return "/_blazor?id=" + json.RootElement.GetProperty("connectionToken").GetString();
    }

    private async Task<ClientWebSocket> Open(string host, string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", host);
        if (origin is not null) { socket.Options.SetRequestHeader("Origin", origin); }
        try { await socket.ConnectAsync(new Uri($"ws://{_site.Authority}/_blazor"), CancellationToken.None); }
        catch
        {
            socket.Dispose();
            throw;
        }
        return socket;
    }
}
