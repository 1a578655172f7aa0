using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DmlStudio.Tests.Web.Hosting;

public sealed class SiteTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start("dml.example.org");

    public async Task DisposeAsync() => await _site.DisposeAsync();

    // The command that starts it tells in a sentence why it did not start, and no trace stands above that.
    [Fact]
    public void Start_ThatFails_IsNotLoggedByTheHost() => Assert.False(_site.Services.GetRequiredService<ILoggerFactory>()
        .CreateLogger("Microsoft.Extensions.Hosting.Internal.Host").IsEnabled(LogLevel.Error));

    [Fact]
    public void Start_ListensOnTheLoopbackAlone()
    {
        Assert.Equal("127.0.0.1", _site.Address.Host);
        Assert.All(System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(l => l.Port == _site.Address.Port), l => Assert.Equal(IPAddress.Loopback, l.Address));
    }

    [Theory]
    [InlineData("localhost:{port}", 200)]
    [InlineData("LocalHost:{port}", 200)]
    [InlineData("127.0.0.1:{port}", 200)]
    [InlineData("[::1]:{port}", 200)]
    // Through a tunnel the port is another.
    [InlineData("localhost:9000", 200)]
    [InlineData("localhost", 200)]
    [InlineData("dml.example.org", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("evil.example:{port}", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("evil.dml.example.org", 400)]
    [InlineData("127.0.0.1.evil.example", 400)]
    [InlineData("127.0.0.2", 400)]
    [InlineData("0.0.0.0:{port}", 400)]
    [InlineData("[::]:{port}", 400)]
    [InlineData("[::ffff:127.0.0.1]:{port}", 400)]
    [InlineData("127.1", 400)]
    [InlineData("2130706433", 400)]
    [InlineData("localhost.", 400)]
    [InlineData("*", 400)]
    [InlineData("", 400)]
    [InlineData("localhost, evil.example", 400)]
    [InlineData("localhost@evil.example", 400)]
    [InlineData("löcalhost", 400)]
    public async Task Host_ThatIsNotGiven_IsRefused(string host, int status)
    {
        foreach (var target in new[] { "/", "/export/runs.csv", "/app.css", "/no-such-page", "/_blazor/initializers" })
        {
            var answer = await _site.Ask("GET", target, Filled(host));
            var expected = status == 200 && target == "/no-such-page" ? 404 : status;
            Assert.True(expected == answer.Status, $"{host} {target}: {answer.Status}");
            if (status == 400) { Assert.DoesNotContain("<html", answer.Body, StringComparison.OrdinalIgnoreCase); }
        }
    }

    [Fact]
    public async Task Host_Refusal_SaysWhatIsExpected()
    {
        var answer = await _site.Ask("GET", "/", "evil.example");
        Assert.Equal("text/plain; charset=utf-8", answer.One("Content-Type"));
        Assert.Contains("The host \"evil.example\" is not known here; expected localhost, 127.0.0.1, [::1], dml.example.org. The owner "
            + "can allow another with --allow-host.", answer.Body, StringComparison.Ordinal);
    }

    // Of two titles a browser takes the first.
    [Theory]
    [InlineData("/", "Results")]
    [InlineData("/runs", "Runs")]
    [InlineData("/explain", "Explain")]
    public async Task Title_ThatABrowserTakes_IsThePages(string page, string title)
    {
        var body = (await _site.Ask("GET", page, "localhost")).Body;
        var at = body.IndexOf("<title>", StringComparison.Ordinal);
        Assert.StartsWith($"<title>{title} · DmlStudio</title>", body[at..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost\r\nConnection: "
        + "close\r\n\r\n")]
    public async Task Host_MissingDoubledOrElsewhere_IsRefused(string request) =>
        Assert.Equal(400, (await _site.Send(Encoding.ASCII.GetBytes(request))).Status);

    [Theory]
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1:{port}", true)]
    [InlineData("localhost:9000", "http://localhost:9000", true)]
    [InlineData("localhost", "http://localhost", true)]
    [InlineData("dml.example.org", "https://dml.example.org", true)]
    [InlineData("dml.example.org", "http://dml.example.org", true)]
    [InlineData("127.0.0.1:{port}", "http://evil.example", false)]
    [InlineData("127.0.0.1:{port}", "null", false)]
    [InlineData("127.0.0.1:{port}", "", false)]
    [InlineData("127.0.0.1:{port}", "file://", false)]
    // Another program of this machine is another site.
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1:8888", false)]
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1", false)]
    [InlineData("127.0.0.1:{port}", "http://localhost:{port}", false)]
    [InlineData("127.0.0.1:{port}", "https://127.0.0.1:{port}", false)]
    [InlineData("localhost", "https://localhost", false)]
    [InlineData("127.0.0.1:{port}", "http://user@127.0.0.1:{port}", false)]
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1:{port}/", false)]
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example", false)]
    [InlineData("127.0.0.1:{port}", "ws://127.0.0.1:{port}", false)]
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1:{port}\r\nOrigin: http://evil.example", false)]
    public async Task Origin_OfAnotherSite_IsRefused(string host, string origin, bool answered)
    {
        var (at, of) = (Filled(host), Filled(origin));
        Assert.Equal(answered ? 200 : 403, (await _site.Ask("GET", "/export/runs.csv", at, "", "Origin: " + of)).Status);
        Assert.Equal(answered ? 200
            : 403, (await _site.Ask("POST", "/_blazor/negotiate?negotiateVersion=1", at, "", "Origin: " + of, "Content-Length: 0")).Status);
    }

    [Theory]
    [InlineData("same-origin", "cors", "empty", 200)]
    [InlineData("none", "navigate", "document", 200)]
    [InlineData("cross-site", "navigate", "document", 200)]
    [InlineData("cross-site", "navigate", "iframe", 403)]
    [InlineData("cross-site", "no-cors", "script", 403)]
    [InlineData("same-site", "no-cors", "image", 403)]
    [InlineData("cross-site", "websocket", "websocket", 403)]
    public async Task Fetch_ByAnotherSite_IsRefusedUnlessALinkIsFollowed(string site, string mode, string destination, int status) =>
        Assert.Equal(status, (await _site.Ask("GET", "/export/runs.csv", _site.Authority, "", "Sec-Fetch-Site: " + site,
            "Sec-Fetch-Mode: " + mode, "Sec-Fetch-Dest: " + destination)).Status);

    [Fact]
    public async Task Head_EveryKindOfAddress_AnswersAsToGetWithoutABody()
    {
        foreach (var target in new[] { "/", "/runs", "/explain", "/objectives", "/try", "/no-such-page", "/app.css", "/export/runs.csv",
            "/export/results.csv", "/export/results.tex", "/export/results.nix", "/export/explain/nix.svg", "/_framework/blazor.web.js" })
        {
            var (get, head) = (await _site.Ask("GET", target, _site.Authority), await _site.Ask("HEAD", target, _site.Authority));
            Assert.Equal((target, get.Status, ""), (target, head.Status, head.Body));
            Assert.NotEqual("", get.Body);
            foreach (var header in new[] { "Content-Type", "Content-Length", "Cache-Control", "Content-Security-Policy", "ETag",
                "Content-Disposition" })
            {
                Assert.Equal((target, header, get.One(header)), (target, header, head.One(header)));
            }
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("get")]
    public async Task Method_ThatWrites_IsNotAllowedOnPagesAndFiles(string method)
    {
        foreach (var target in new[] { "/", "/runs", "/try", "/no-such-page", "/app.css", "/export/runs.csv" })
        {
            var answer = await _site.Ask(method, target, _site.Authority, "text=x", "Content-Type: application/x-www-form-urlencoded",
                "X-HTTP-Method-Override: GET");
            Assert.Equal((target, 405, "GET, HEAD"), (target, answer.Status, answer.One("Allow")));
            Assert.Contains($"{target} is asked by {method}; expected GET or HEAD.", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/export/runs.csv", 200)]
    [InlineData("GET", "/export/explain/nix.svg", 404)]
    [InlineData("GET", "/no-such-page", 404)]
    [InlineData("GET", "/app.css", 200)]
    [InlineData("POST", "/", 405)]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", 200)]
    [InlineData("POST", "/_blazor/disconnect", 400)]
    public async Task Answer_OfEveryKind_CarriesTheHeaders(string method, string target, int status)
    {
        var answer = await _site.Ask(method, target, _site.Authority, "", "Content-Length: 0");
        Assert.Equal(status, answer.Status);
        var policy = answer.One("Content-Security-Policy")!;
        var script = policy.Split("; ").Single(d => d.StartsWith("script-src", StringComparison.Ordinal));
        Assert.Equal("script-src 'self'", script);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.One("X-Content-Type-Options"));
        Assert.Equal("same-origin", answer.One("Referrer-Policy"));
        Assert.Equal("DENY", answer.One("X-Frame-Options"));
        Assert.Equal("same-origin", answer.One("Cross-Origin-Resource-Policy"));
        Assert.Null(answer.One("Server"));
        Assert.True(target == "/app.css"
            || answer.One("Cache-Control")!.Contains("no-store", StringComparison.Ordinal), answer.One("Cache-Control"));
    }

    [Fact]
    public async Task Picture_KeepsItsOwnNarrowerPolicy()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        var page = await http.GetStringAsync("/explain");
        var id = System.Text.RegularExpressions.Regex.Match(page, "/explain/(toy-[0-9a-f-]+)").Groups[1].Value;
        var answer = await _site.Ask("GET", $"/export/explain/{id}.svg", _site.Authority);
        Assert.Equal((200, "default-src 'none'"), (answer.Status, answer.One("Content-Security-Policy")!.Split(';')[0]));
        Assert.Equal("no-store", answer.One("Cache-Control"));
    }

    [Fact]
    public async Task Address_AsLongAsTheLongestText_IsAnswered()
    {
        Assert.Equal(200, (await _site.Ask("GET",
            "/try?text=" + Uri.EscapeDataString(new string('語', DmlStudio.Serving.ServingLimits.LongestText)), _site.Authority)).Status);
        Assert.Equal(414, (await _site.Ask("GET", "/try?text=" + new string('x', 40_000), _site.Authority)).Status);
        Assert.Equal(431, (await _site.Ask("GET", "/", _site.Authority, "", "X-Long: " + new string('x', 40_000))).Status);
    }

    [Fact]
    public async Task SlowClients_ManyAtOnce_KeepNobodyWaiting()
    {
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                slow.Add(await _site.Connect());
                await slow[^1].GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nX-"));
            }
            Assert.Equal(200, (await _site.Ask("GET", "/", _site.Authority)).Status);
        }
        finally { slow.ForEach(s => s.Dispose()); }
    }

    private string Filled(string text) =>
        text.Replace("{port}", _site.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
