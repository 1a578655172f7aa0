using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DmlStudio.Serving;
using Microsoft.Playwright;

namespace DmlStudio.Tests.Browser;

/// <summary>A few real runs, the web program over them, and a headless Chromium; made once for all journeys.</summary>
[CollectionDefinition(Name)]
public sealed class Site : IAsyncLifetime, ICollectionFixture<Site>
{
    /// <summary>All journeys share one site, one after the other.</summary>
    public const string Name = "site";

    private static readonly string Configuration =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
    private readonly string _store = Directory.CreateTempSubdirectory("journeys-").FullName;
    private Process? _web, _serve;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal static string? Chromium =>
        new[] { Environment.GetEnvironmentVariable("DMLSTUDIO_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome" }
        .FirstOrDefault(p => p is not null && File.Exists(p));

    public string Address { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Chromium is null) { return; }
        await Train("quickstart", "--no-serve", "--datasets", "reviews", "--losses", "cce,cce+proxy-anchor", "--repetitions", "2",
            "--steps", "3", "--masks", "20", "--explain", "3", "--test-texts", "20", "--keep-weights", "true");
        Address = $"http://127.0.0.1:{FreePort()}";
        _web = Web(_store, new Uri(Address).Port);
        _serve = Start("dotnet", [Trainer(), "serve", "--out", _store]);
        using var http = new HttpClient();
        for (var i = 0; ; i++)
        {
            try { await http.GetAsync(new Uri(Address)); break; }
            catch (HttpRequestException) when (i < 150) { await Task.Delay(200); }
        }
        await Answering();
        _playwright = await Playwright.CreateAsync();
        // A loaded machine may take its time; what never comes still fails.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await Launch(_playwright);
    }

    /// <summary>Starts a browser that takes little from the tests beside: no GPU made of the processor, no new process for each
    /// page.</summary>
    public static Task<IBrowser> Launch(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Chromium,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--process-per-site"],
    });

    /// <summary>A page of a browser that has seen nothing; skips the journey when there is no Chromium.</summary>
    public async Task<IPage> Fresh()
    {
        Skip.If(_browser is null, "Needs Chromium (Debian's package chromium, or DMLSTUDIO_CHROMIUM=<program>).");
        var context = await _browser.NewContextAsync(new() { BaseURL = Address, Locale = "en-GB" });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    /// <summary>Runs the trainer on the folder that the site shows.</summary>
    public async Task Train(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [Trainer(), .. arguments, "--out", _store])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true
            })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors + await output);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }
        _playwright?.Dispose();
        foreach (var process in new[] { _web, _serve }.OfType<Process>())
        {
            if (!process.HasExited) { process.Kill(entireProcessTree: true); }
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(_store, recursive: true);
    }

    /// <summary>Kills the program that holds the models, as a crash would.</summary>
    public async Task KillServer()
    {
        _serve!.Kill(entireProcessTree: true);
        await _serve.WaitForExitAsync();
    }

    /// <summary>Starts it again.</summary>
    public void StartServer()
    {
        _serve?.Dispose();
        _serve = Start("dotnet", [Trainer(), "serve", "--out", _store]);
    }

    /// <summary>Waits until it listens.</summary>
    public async Task Answering()
    {
        for (var i = 0; ; i++)
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try { await probe.ConnectAsync(new UnixDomainSocketEndPoint(ServingSocket.Of(_store))); return; }
            catch (SocketException) when (i < 300) { await Task.Delay(100); }
        }
    }

    /// <summary>Starts the web program over a folder.</summary>
    internal static Process Web(string store, int port, params string[] more) => Start("dotnet", ["run", "--no-build", "-c",
        Configuration, "--project", Path.Combine(Repository.Root, "web"), "--", "--store", store, "--port",
        port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more]);

    private static Process Start(string program, string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string Trainer() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "trainer", "bin", Configuration), "DmlStudio.Trainer.dll",
            SearchOption.AllDirectories)
            .MaxBy(File.GetLastWriteTimeUtc)
        ?? throw new FileNotFoundException("The trainer is not built; build the solution first.");

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
