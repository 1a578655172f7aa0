using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DmlStudio.Tests.Web.Commands;

/// <summary>The program as a person starts it, in surroundings that try to open more than it should.</summary>
public sealed class WebProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("web-process-").FullName;
    private Task<string> _errors = Task.FromResult("");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_SettingsOfTheServerAllAround_OpenNothing()
    {
        var ports = WebProcess.FreePorts(9);
        string Open(int i) => FormattableString.Invariant($"http://0.0.0.0:{ports[i]}");
        var settings =
            $$"""{ "urls": "{{Open(1)}}", "AllowedHosts": "*", "Kestrel": { "Endpoints": { "x": { "Url": "{{Open(2)}}" } } } }""";
        foreach (var name in new[] { "appsettings.json", "appsettings.Development.json", "hostsettings.json" })
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), settings);
        }
        var (process, told) = await Start(ports[0], new()
        {
            ["ASPNETCORE_URLS"] = Open(3),
            ["DOTNET_URLS"] = Open(4),
            ["URLS"] = Open(4),
            ["ASPNETCORE_HTTP_PORTS"] = FormattableString.Invariant($"{ports[5]}"),
            ["DOTNET_HTTP_PORTS"] = FormattableString.Invariant($"{ports[6]}"),
            ["HTTP_PORTS"] = FormattableString.Invariant($"{ports[6]}"),
            ["Kestrel__Endpoints__a__Url"] = Open(7),
            ["ASPNETCORE_Kestrel__Endpoints__a__Url"] = Open(8),
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ALLOWEDHOSTS"] = "*",
            ["AllowedHosts"] = "*",
            ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
            ["ASPNETCORE_CONTENTROOT"] = _folder,
            ["port"] = Open(3),
            ["store"] = "/",
        });
        using var _ = process;
        try
        {
            Assert.Equal(FormattableString.Invariant($"Open http://127.0.0.1:{ports[0]}/"), told[^1]);
            Assert.Equal($"Reading {Path.Combine(_folder, "runs")}", told[^2]);
            var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(l => ports.Contains(l.Port)).ToList();
            Assert.Equal([new IPEndPoint(IPAddress.Loopback, ports[0])], listening);
            Assert.Equal(200, await Status(ports[0], null));
            Assert.Equal(400, await Status(ports[0], "evil.example"));
        }
        finally { await Kill(process); }
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("full")]
    [InlineData("read-only")]
    public async Task Start_HomeThatCannotBeWritten_ServesEveryPage(string kind)
    {
        // A device that is always full, a file and a folder that is not there fail for every user; a mode stops all but root.
        var home = Path.Combine(_folder, "home");
        if (kind == "file") { await File.WriteAllTextAsync(home, ""); }
        if (kind == "full") { home = "/dev/full"; }
        if (kind == "read-only")
        {
            Directory.CreateDirectory(home);
            if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserExecute); }
        }
        var port = WebProcess.FreePorts(1)[0];
        var (process, _) = await Start(port,
            new()
            {
                ["HOME"] = home,
                ["XDG_CONFIG_HOME"] = home,
                ["XDG_DATA_HOME"] = home,
                ["XDG_CACHE_HOME"] = home,
                ["USERPROFILE"] = home,
                ["LOCALAPPDATA"] = home
            });
        using var __ = process;
        try
        {
            foreach (var address in new[] { "/", "/runs", "/try", "/explain", "/objectives", "/reliability/slices" })
            {
                Assert.Equal((address, 200), (address, await Status(port, null, address)));
            }
            Assert.True(kind is "file" or "full" || !Directory.Exists(home)
                || Directory.GetFileSystemEntries(home).Length == 0, "Something was written into the home folder.");
        }
        finally { await Kill(process); }
    }

    [SkippableFact]
    public async Task Stop_ByItsUser_IsDone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Sends a signal of Unix.");
        var (process, _) = await Start(WebProcess.FreePorts(1)[0], []);
        using var __ = process;
        using var kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{process.Id}")]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Figures that reach nobody are told once, with what to do; what the browser does stays what it was.</summary>
    [SkippableTheory]
    [InlineData("grpc", "")]
    [InlineData("http/protobuf", "/v1/metrics")]
    public async Task Telemetry_WithoutACollector_IsToldOnce(string protocol, string path)
    {
        Skip.If(OperatingSystem.IsWindows(), "Sends a signal of Unix.");
        var ports = WebProcess.FreePorts(2);
        var collector = FormattableString.Invariant($"http://127.0.0.1:{ports[1]}");
        var (process, _) = await Start(ports[0], new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        }, "--telemetry");
        using var __ = process;
        Assert.Equal(200, await Status(ports[0], null));
        using var kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{process.Id}")]);
        var (code, errors) = await Ended(process);
        Assert.Equal(0, code);
        Assert.Equal($"Figures could not be sent to {collector}{path}: Connection refused (127.0.0.1:{ports[1]}). The browser works "
            + $"without, and this is told once. See to it that an OpenTelemetry collector listens there and speaks {protocol}, or name "
            + "another place (OTEL_EXPORTER_OTLP_ENDPOINT) or protocol (OTEL_EXPORTER_OTLP_PROTOCOL, grpc or http/protobuf).\n", errors);
    }

    [SkippableFact]
    public async Task Telemetry_WithACollector_IsNotTold()
    {
        Skip.If(OperatingSystem.IsWindows(), "Sends a signal of Unix.");
        var ports = WebProcess.FreePorts(2);
        using var collector = new HttpListener();
        collector.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{ports[1]}/"));
        collector.Start();
        var (process, _) = await Start(ports[0], new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = FormattableString.Invariant($"http://127.0.0.1:{ports[1]}"),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }, "--telemetry");
        using var __ = process;
        using var kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{process.Id}")]);
        var asked = await collector.GetContextAsync();
        await asked.Request.InputStream.CopyToAsync(Stream.Null);
        asked.Response.Close();
        Assert.Equal((0, ""), await Ended(process));
    }

    /// <summary>A program that takes the connection and never answers is no collector either.</summary>
    [SkippableFact]
    public async Task Telemetry_CollectorThatDoesNotAnswer_IsToldAtTheEnd()
    {
        Skip.If(OperatingSystem.IsWindows(), "Sends a signal of Unix.");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var collector = FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        var (process, _) = await Start(WebProcess.FreePorts(1)[0], new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        }, "--telemetry");
        using var __ = process;
        using var kill = Process.Start("kill", ["-TERM", FormattableString.Invariant($"{process.Id}")]);
        var (code, errors) = await Ended(process);
        Assert.Equal(0, code);
        Assert.StartsWith($"Figures could not be sent to {collector}", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [SkippableFact]
    public async Task Share_WithoutAToken_NamesTheCommandThatMakesOne()
    {
        var port = WebProcess.FreePorts(1)[0];
        var (process, _) = await Start(port, [], "--share", "--public-url", "https://dml.example.org");
        using var __ = process;
        try
        {
            Assert.Equal("No token holds yet, so nobody is let in, you neither. Make a link with one, also while this runs: web share "
                + $"create --store {Path.Combine(_folder, "runs")} --days 14 --public-url https://dml.example.org",
                await process.StandardOutput.ReadLineAsync());
        }
        finally { await Kill(process); }
    }

    // Killed, the program that started it can stop nothing; its end of the pipe is closed all the same.
    [Fact]
    public async Task Input_OfWhoStartedItEnds_StopsIt()
    {
        var port = WebProcess.FreePorts(1)[0];
        var (process, _) = await Start(port, [], "--while-input");
        using var __ = process;
        try
        {
            Assert.Equal(200, await Status(port, null));
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
            await Assert.ThrowsAsync<HttpRequestException>(() => Status(port, null));
        }
        finally { if (!process.HasExited) { await Kill(process); } }
    }

    private async Task<(Process Process, List<string> Told)> Start(int port, Dictionary<string, string> variables, params string[] flags)
    {
        var (process, told, errors) = await WebProcess.Start(_folder, port, variables, flags);
        _errors = errors;
        return (process, told);
    }

    private async Task<(int Code, string Errors)> Ended(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await _errors);
    }

    private static async Task Kill(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    private static async Task<int> Status(int port, string? host, string address = "/")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, FormattableString.Invariant($"http://127.0.0.1:{port}{address}"));
        request.Headers.Host = host;
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
