using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Access;

namespace DmlStudio.Tests.Web.Access;

/// <summary>TLS here or at a proxy, as docs/share.md says it.</summary>
public sealed partial class ProxyTests : IDisposable
{
    private const string Nginx = "/usr/sbin/nginx";
    private readonly string _folder = Directory.CreateTempSubdirectory("proxy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("")]
    [InlineData("/dml")]
    public async Task Nginx_WithTheBlockOfTheDocument_LetsReadersIn(string path)
    {
        Skip.IfNot(File.Exists(Nginx), "Needs nginx (Debian's package nginx).");
        await using var site = await OpenSite.Start(["dml.example.org"], null, new AccessSettings
        {
            Tokens = true,
            PublicUrl = "https://dml.example.org" + path,
            PathBase = path,
            Proxies = [IPAddress.Loopback],
        });
        var port = FreePort();
        var (certificate, key) = await Write(Certificate());
        var block = Block().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "share.md"))).Value;
        Assert.Contains("proxy_pass http://127.0.0.1:5080;", block, StringComparison.Ordinal);
        var server = block.Replace("listen 443 ssl", FormattableString.Invariant($"listen 127.0.0.1:{port} ssl"), StringComparison.Ordinal)
            .Replace("/etc/ssl/dml/fullchain.pem", certificate, StringComparison.Ordinal)
            .Replace("/etc/ssl/dml/privkey.pem", key, StringComparison.Ordinal)
            .Replace("127.0.0.1:5080", site.Authority, StringComparison.Ordinal)
            .Replace("location / {", $"location {path}/ {{", StringComparison.Ordinal);
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }
            .Select(t => $"{t}_temp_path {_folder}/{t};\n"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "nginx.conf"),
            $"daemon off;\npid {_folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{server}}}\n");
        using var nginx = Process.Start(new ProcessStartInfo(Nginx,
            ["-p", _folder, "-c", Path.Combine(_folder, "nginx.conf"), "-e", Path.Combine(_folder, "errors")]))!;
        try
        {
            using var http = Client(FormattableString.Invariant($"https://dml.example.org:{port}/"), port);
            await Answering(http);
            var (token, secret) = new AccessTokens(site.Sample.Store.Root).Create(null, true, 1, TimeProvider.System.GetUtcNow());
            using var first = await http.GetAsync(path + "/?token=" + secret);
            Assert.Equal(HttpStatusCode.Found, first.StatusCode);
            Assert.Contains("; secure", first.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
            var page = await http.GetStringAsync(path + "/");
            Assert.Contains("CCE + ProxyAnchor", page, StringComparison.Ordinal);
            Assert.Contains($"og:url\" content=\"https://dml.example.org{path}/\"", page, StringComparison.Ordinal);
            using var circuit = await http.PostAsync(path + "/_blazor/negotiate?negotiateVersion=1", null);
            Assert.Equal(HttpStatusCode.OK, circuit.StatusCode);
            var log = await File.ReadAllTextAsync(Path.Combine(site.Sample.Store.Root, "access.log"));
            Assert.Contains(token.Id, log, StringComparison.Ordinal);
        }
        finally
        {
            nginx.Kill(entireProcessTree: true);
            await nginx.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Certificate_GivenHere_ServesByTls()
    {
        using var certificate = Certificate();
        await using var site = await OpenSite.Start([], null, new AccessSettings { Tokens = true, Certificate = certificate });
        Assert.Equal("https", site.Address.Scheme);
        using var http = Client(FormattableString.Invariant($"https://localhost:{site.Address.Port}/"), site.Address.Port);
        var (_, secret) = new AccessTokens(site.Sample.Store.Root).Create(null, true, 1, TimeProvider.System.GetUtcNow());
        using var first = await http.GetAsync("/?token=" + secret);
        Assert.Contains("; secure", first.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("CCE + ProxyAnchor", await http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "203.0.113.9")]
    [InlineData(false, "127.0.0.1")]
    public async Task ForwardedFor_CountsFromNamedProxiesAlone(bool named, string noted)
    {
        await using var site = await OpenSite.Start([], null,
            new AccessSettings { Tokens = true, Proxies = named ? [IPAddress.Loopback] : [] });
        await site.Ask("GET", "/?token=00000000.wrong", site.Authority, "", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https");
        Assert.Contains($"\"from\":\"{noted}\"", await File.ReadAllTextAsync(Path.Combine(site.Sample.Store.Root, "access.log")),
            StringComparison.Ordinal);
    }

    private static HttpClient Client(string address, int port) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        // The name is nobody's: whoever it is, it is here.
        ConnectCallback = async (_, interrupt) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port, interrupt);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null },
    })
    { BaseAddress = new Uri(address) };

    private static async Task Answering(HttpClient http)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await http.GetAsync("/");
                return;
            }
            catch (HttpRequestException) when (i < 100) { await Task.Delay(100); }
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=dml.example.org", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private async Task<(string Certificate, string Key)> Write(X509Certificate2 made)
    {
        using var certificate = made;
        var (file, key) = (Path.Combine(_folder, "certificate.pem"), Path.Combine(_folder, "key.pem"));
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (file, key);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^    server \{$.*?^    \}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
