using System.Net.Sockets;
using System.Text;
using DmlStudio.Web.Access;
using DmlStudio.Web.Hosting;
using DmlStudio.Web.Sharing;
using Microsoft.AspNetCore.Builder;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>The whole program on a free port over a small store, and a client that writes each byte of a request itself.</summary>
internal sealed class OpenSite : IAsyncDisposable
{
    private readonly SampleStore _sample = new();
    private readonly WebApplication _site;

    private OpenSite(HostNames names, FrameSites? frames, AccessSettings? access, IReadOnlyDictionary<string, string?>? telemetry,
        IReadOnlyList<string>? fonts)
    {
        _sample.Add("cce", 0, 5, explain: true);
        _sample.Add("cce+proxy-anchor", 0, 8, explain: true);
        _site = Site.Build(_sample.Store, 0, names, frames, access, telemetry, fonts);
    }

    public Uri Address => new(_site.Urls.Single());

    public string Authority => Address.Authority;

    public SampleStore Sample => _sample;

    public IServiceProvider Services => _site.Services;

    public static Task<OpenSite> Start(params string[] names) => Start(names, null);

    public static async Task<OpenSite> Start(string[] names, FrameSites? frames, AccessSettings? access = null,
        IReadOnlyDictionary<string, string?>? telemetry = null, IReadOnlyList<string>? fonts = null)
    {
        var site = new OpenSite(HostNames.Read("--allow-host", names), frames, access, telemetry, fonts);
        await site._site.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _sample.Dispose();
    }

    /// <summary>A request with exactly these headers, and its answer; the connection is closed.</summary>
    public Task<RawAnswer> Ask(string method, string target, string? host, string body = "", params string[] headers)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\n");
        foreach (var line in (string[])[.. host is null ? Array.Empty<string>() : [$"Host: {host}"], .. headers, "Connection: close"])
        {
            head.Append(line).Append("\r\n");
        }
        if (body.Length > 0) { head.Append(FormattableString.Invariant($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n")); }
        return Send(Encoding.UTF8.GetBytes(head + "\r\n" + body));
    }

    /// <summary>Any bytes, and what comes back until the connection ends.</summary>
    public async Task<RawAnswer> Send(byte[] bytes)
    {
        using var connection = await Connect();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var stream = connection.GetStream();
        // A server that has read enough may answer and close before it has all.
        try { await stream.WriteAsync(bytes, limit.Token); }
        catch (IOException) { }
        using var all = new MemoryStream();
        try { await stream.CopyToAsync(all, limit.Token); }
        catch (IOException) { }
        return RawAnswer.Parse(all.ToArray());
    }

    /// <summary>A connection on which nothing was said.</summary>
    public async Task<TcpClient> Connect()
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(Address.Host, Address.Port);
        return connection;
    }
}
