using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Access;
using DmlStudio.Web.Hosting;
using DmlStudio.Web.Reports;
using DmlStudio.Web.StaticPages;
using Microsoft.AspNetCore.Components;

namespace DmlStudio.Tests.Web.Access;

/// <summary>Where things lie on the machine that has the runs is nothing to a reader from elsewhere, in whatever a run holds it.</summary>
public sealed partial class MachinePathTests : IAsyncLifetime
{
    private const string Elsewhere = "/home/ana/anas-own";
    private readonly List<OpenSite> _sites = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var site in _sites) { await site.DisposeAsync(); }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryPageAndFile_ForAReaderFromElsewhere_NamesNoFolder(bool token)
    {
        var site = await Open(new AccessSettings { Tokens = token, Anonymous = !token });
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = site.Address };
        if (token) { await http.GetStringAsync("/?token=" + new AccessTokens(site.Sample.Store.Root).Create(null, true, 1, Now).Secret); }
        foreach (var address in Addresses(site.Sample.Store))
        {
            using var answer = await http.GetAsync(address);
            NamesNone(address, await answer.Content.ReadAsStringAsync(), site.Sample.Store);
        }
        // What is told instead is the name of the file.
        var run = Run(site.Sample.Store);
        Assert.Contains("--encoder bert --datasets &#x27;my texts.csv&#x27;", await http.GetStringAsync("/runs/" + run.Id),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryPage_ForTheUserOfTheMachine_TellsInFull()
    {
        var site = await Open(new AccessSettings());
        var run = Run(site.Sample.Store);
        Assert.Contains($"--encoder {Elsewhere}/bert", (await site.Ask("GET", "/runs/" + run.Id, site.Authority)).Body,
            StringComparison.Ordinal);
        Assert.Contains(site.Sample.Store.Root, (await site.Ask("GET", "/claims/sup-con", site.Authority)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesThatAreHandedOn_NameNoFolder()
    {
        var site = await Open(new AccessSettings());
        var (store, folder) = (site.Sample.Store, Directory.CreateTempSubdirectory("handed-"));
        var report = await new ReportMaker(store, null, ReportMaker.Texts).Make();
        foreach (var (name, text) in ReportFormat.All.SelectMany(f => ReportFormat.Files(report, f, "report")))
        {
            NamesNone(name, text, store);
        }
        await new StaticFolder(store, null, texts: true).Write(Path.Combine(folder.FullName, "pages"), (_, _) => { });
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            NamesNone(file.Name, await File.ReadAllTextAsync(file.FullName), store);
        }
        folder.Delete(recursive: true);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static void NamesNone(string where, string text, RunStore store)
    {
        Assert.False(text.Contains(store.Root, StringComparison.Ordinal), where);
        Assert.False(text.Contains("/home/ana", StringComparison.Ordinal) || text.Contains("anas-own", StringComparison.Ordinal), where);
    }

    private static RunSummary Run(RunStore store) => store.Runs().Single(r => r.Loss == "cce+sup-con" && r.Status == RunStatus.Done);

    // Every page by its template, so that a new one is among them, and every file.
    private static IEnumerable<string> Addresses(RunStore store)
    {
        var run = Run(store);
        var (other, broken) = (store.Runs().First(r => r.Loss == "cce"), store.Runs().Single(r => r.Status == RunStatus.Failed));
        var pages = typeof(Site).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template)
            .SelectMany(t => t.Contains("/runs/", StringComparison.Ordinal)
                ? new[] { run.Id, broken.Id, "nix" }.Select(i => Filled(t, i))
                : t.Contains('{', StringComparison.Ordinal) ? [Filled(t, Known(t)), Filled(t, "nix")] : [t]).ToArray();
        Assert.True(pages.Length > 40, "The pages were not found.");
        Assert.DoesNotContain(pages, p => p.Contains('{', StringComparison.Ordinal));
        var compared = $"/compare?a={other.Configuration}&b={run.Configuration}";
        string[] of = [$"/runs/{run.Id}", "/runs", "/transfer", "/transfer/t-00000001", compared, "/claims", "/notes", "/words",
            "/try?text=good"];
        return [.. pages, compared, $"/compare/columns?of={run.Configuration}",
            "/?experiment=nix", "/runs?q=nix", "/export/runs.csv", "/export/results.csv", "/export/results.json", "/export/results.tex",
            "/export/report.html", "/export/report.html?experiment=nix", "/export/explain/toy-1.svg", "/export/explain/toy-1.jsonl",
            .. of.SelectMany(o => new[] { "list.csv", "list.json", "table.csv", "table.json", "figure.svg" }
                .Select(f => $"/export/{f}?of={Uri.EscapeDataString(o)}"))];

        string Known(string template) => template.Split('/')[1] switch
        {
            "space" => run.Id,
            "transfer" => "t-00000001",
            "objectives" => "sup-con",
            "claims" => "sup-con",
            "explain" => "toy-1",
            _ => "abcdefgh",
        };
    }

    private static string Filled(string template, string with) => Part().Replace(template, with);

    // Whatever of a run is free text holds a path, and some of the folder is damaged.
    private async Task<OpenSite> Open(AccessSettings access)
    {
        var site = await OpenSite.Start([], null, access);
        _sites.Add(site);
        var store = site.Sample.Store;
        SettingValue[] settings = [new("training", "teacher", Elsewhere + "/teacher", Elsewhere + "/none")];
        var run = SampleRuns.Add(store, "cce+sup-con", 0, 6, details: d => d with
        {
            Command = $"dotnet run -- run --encoder {Elsewhere}/bert --datasets '{Elsewhere}/my texts.csv' --out {store.Root}",
            Settings = [.. d.Settings, .. settings],
            Environment = [.. d.Environment, new("environment", "library", Elsewhere + "/libtorch.so", "")],
        }, summary: r => r with { Message = $"Read {Elsewhere}/x.csv" });
        using (var writer = store.Claim(run.Id)) { writer.Publish(new Robustness("head", 10, [], [], settings)); }
        SampleRuns.Add(store, "cce+sup-con", 1, 6, status: RunStatus.Failed,
            summary: r => r with { Message = $"{store.Root}/texts/x.db: Could not find file '{Elsewhere}/a b.csv'" });
        TransferStore.Open(store.Root).Publish(new TransferResult
        {
            Id = "t-00000001",
            Encoder = "small",
            Checksum = "abc",
            Pooling = "mean",
            Size = 8,
            Settings = settings,
            Command = $"trainer evaluate --encoder {Elsewhere}/bert",
            Absent = [new TransferAbsence("mr", "MR", "senteval", $"needs {Elsewhere}/mr")],
        });
        var damaged = SampleRuns.Add(store, "cce+triplet", 0, 6);
        var folder = Path.Combine(store.Root, "runs", damaged.Id[2..4], damaged.Id);
        foreach (var part in Directory.GetFiles(folder, "run*.db")) { File.Delete(part); }
        await File.WriteAllTextAsync(Path.Combine(store.Root, "notes.jsonl"), "{");
        Directory.CreateDirectory(Path.Combine(store.Root, "claims"));
        await File.WriteAllTextAsync(Path.Combine(store.Root, "claims", "own.yaml"), "nothing");
        return site;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Part();
}
