using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using DmlStudio.Store;
using DmlStudio.Web.StaticPages;

namespace DmlStudio.Tests.Web.StaticPages;

public sealed class StaticFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("static-").FullName;
    private readonly SampleStore _sample = new();

    public StaticFolderTests()
    {
        foreach (var loss in new[] { "cce", "cce+proxy-anchor" })
        {
            for (var i = 0; i < 2; i++) { _sample.Add(loss, i, 5 + i + loss.Length % 3, explain: i == 0, faith: i == 0); }
        }
        SampleRuns.Add(_sample.Store, "cce", 0, 5, "aside-set", experiment: "other", title: "SECRET LOSS");
    }

    private string Place => Path.Combine(_folder, "pages");

    public void Dispose()
    {
        _sample.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Write_EveryLinkOfEveryPage_LeadsToAFileOfTheFolder()
    {
        var told = new List<(int Written, int Waiting)>();
        var pages = await new StaticFolder(_sample.Store, null, texts: true).Write(Place, (w, n) => told.Add((w, n)));
        var files = Directory.GetFiles(Place, "*.html", SearchOption.AllDirectories);
        // The report is a page of its own kind.
        Assert.Equal((pages + 1, (pages, 0)), (files.Length, told[^1]));
        foreach (var file in files)
        {
            var page = await Read(file);
            Assert.Empty(page.QuerySelectorAll("script, base, form, button, iframe, [action], [onclick]"));
            Assert.Empty(page.QuerySelectorAll(".still a.link:not([href]), .still a.btn:not([href]), .still .go a:not([href]), "
                + ".still .pager a:not([href])"));
            foreach (var element in page.QuerySelectorAll("[href], [src]"))
            {
                var link = element.GetAttribute("href") ?? element.GetAttribute("src")!;
                if (link.StartsWith("data:", StringComparison.Ordinal) || link.StartsWith('#')) { continue; }
                Assert.False(Path.IsPathRooted(link) || link.Contains(':', StringComparison.Ordinal), $"{file}: {link}");
                var to = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(link.Split('#', '?')[0])));
                Assert.True(to.StartsWith(Place, StringComparison.Ordinal) && File.Exists(to), $"{file}: {link}");
                // What leads back to where one is would seem to do something.
                Assert.False(to == file && element.Closest("main") is not null, $"{file}: {link}");
            }
            var text = await File.ReadAllTextAsync(file);
            Assert.False(text.Contains(_sample.Store.Root, StringComparison.Ordinal), file);
            Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Write_HoldsWhatTheStoreAnswers()
    {
        await new StaticFolder(_sample.Store, null, texts: true).Write(Place, (_, _) => { });
        string[] expected =
        [
            "index.html", "runs.html", "compare.html", "reliability.html", "reliability/calibration.html", "explain.html", "words.html",
            "transfer.html", "claims.html", "claims/sup-con.html", "objectives.html", "objectives/proxy-anchor.html", "explain/toy-1.html",
            "export/report.html", "export/results.csv", "export/runs.csv", "export/explain/toy-1.svg",
            "export/explain/toy-1.jsonl", "design.css",
            .. _sample.Store.Runs().SelectMany(r => new[] { $"runs/{r.Id}.html", $"runs/{r.Id}/texts.html" }),
        ];
        Assert.Equal([], expected.Where(f => !File.Exists(Path.Combine(Place, f))));
        // The dataset that is not the first has pages of its own.
        Assert.Contains(Directory.GetFiles(Path.Combine(Place, "reliability"), "calibration-dataset-*.html"),
            f => File.ReadAllText(f).Contains("toy", StringComparison.Ordinal));
        var results = await Read(Path.Combine(Place, "index.html"));
        Assert.Equal("page", results.QuerySelector(".rail a[href='index.html']")!.GetAttribute("aria-current"));
        Assert.NotNull(results.QuerySelector("main a[href='objectives/proxy-anchor.html']"));
        var run = await Read(Path.Combine(Place, "runs", _sample.Store.Runs()[0].Id + ".html"));
        Assert.NotNull(run.QuerySelector(".rail a[href='../index.html']"));
        Assert.Contains(DataVersion.Of(_sample.Store).Name, run.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_OfAnExperimentWithoutTexts_HoldsNeitherOthersNorTexts()
    {
        await new StaticFolder(_sample.Store, "sample", texts: false).Write(Place, (_, _) => { });
        foreach (var file in Directory.GetFiles(Place, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.False(text.Contains("SECRET LOSS", StringComparison.Ordinal) || text.Contains("aside-set", StringComparison.Ordinal)
                || text.Contains("text 3", StringComparison.Ordinal) || text.Contains("reversed", StringComparison.Ordinal), file);
        }
        Assert.True(File.Exists(Path.Combine(Place, "index.html")));
    }

    [Fact]
    public async Task Write_Again_ReplacesTheFolderAsAWhole()
    {
        await Write();
        await File.WriteAllTextAsync(Path.Combine(Place, "left.html"), "");
        Directory.CreateDirectory(Place + ".new");
        await File.WriteAllTextAsync(Path.Combine(Place + ".new", StaticFolder.Mark), "");
        await Write();
        Assert.False(File.Exists(Path.Combine(Place, "left.html")));
        Assert.Equal([Place], Directory.GetDirectories(_folder));
    }

    [Fact]
    public async Task Write_BrokenOff_LeavesWhatWasThereAndIsGoneOnWith()
    {
        await Write();
        var whole = Files(Place);
        await File.WriteAllTextAsync(Path.Combine(Place, "kept.html"), "");
        await BreakOff(3);
        Assert.True(File.Exists(Path.Combine(Place, "kept.html")));
        // What was on its way when the power went: half a page, a page that the disk lost, half a line of the journal.
        await File.WriteAllTextAsync(Path.Combine(Place + ".new", "words.html"), "<html");
        await File.WriteAllTextAsync(Path.Combine(Place + ".new", "runs.html"), "");
        await File.AppendAllTextAsync(Path.Combine(Place + ".new", StaticJournal.FileName), "{\"Page\":\"/wor");
        var again = new StaticFolder(_sample.Store, null, texts: true);
        var told = new List<int>();
        var pages = await again.Write(Place, (written, _) => told.Add(written));
        Assert.Equal((2, pages), (again.Kept, told[^1]));
        Assert.Equal([Place], Directory.GetDirectories(_folder));
        Assert.Equal(whole, Files(Place));
    }

    [Fact]
    public async Task Write_BrokenOffAndOfOtherRunsSince_BeginsAnew()
    {
        await BreakOff(3);
        await File.WriteAllTextAsync(Path.Combine(Place + ".new", "left.html"), "");
        SampleRuns.Add(_sample.Store, "cce", 1, 5, "aside-set", experiment: "other");
        var again = new StaticFolder(_sample.Store, null, texts: true);
        await again.Write(Place, (_, _) => { });
        Assert.Equal(0, again.Kept);
        Assert.False(File.Exists(Path.Combine(Place, "left.html")));
        await BreakOff(3);
        var other = new StaticFolder(_sample.Store, "sample", texts: true);
        await other.Write(Place, (_, _) => { });
        Assert.Equal(0, other.Kept);
    }

    [Fact]
    public async Task Write_BrokenOffBetweenTheLastSteps_BringsTheFolderBeforeBack()
    {
        await Write();
        Directory.Move(Place, Place + ".old");
        await BreakOff(0);
        Assert.True(File.Exists(Path.Combine(Place, "index.html")));
        Assert.False(Directory.Exists(Place + ".old"));
    }

    [Fact]
    public async Task Write_WhileAnotherWritesIt_IsRefused()
    {
        var refused = "";
        await new StaticFolder(_sample.Store, null, texts: true).Write(Place, (written, _) =>
        {
            if (written == 1) { refused = Assert.ThrowsAsync<InvalidDataException>(Write).GetAwaiter().GetResult().Message; }
        });
        Assert.Contains("is being written by another export", refused, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Place, "index.html")));
    }

    [Theory]
    [InlineData("pages")]
    [InlineData("pages.new")]
    public async Task Write_WhereSomethingElseLies_IsRefused(string folder)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, "letter.txt");
        await File.WriteAllTextAsync(file, "mine");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(Write);
        Assert.Contains("was not written here", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
        var file2 = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file2, "");
        await Assert.ThrowsAsync<InvalidDataException>(() => new StaticFolder(_sample.Store, null, true).Write(file2, (_, _) => { }));
    }

    [Fact]
    public async Task Write_OfNothing_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => new StaticFolder(_sample.Store, "nix", true)
            .Write(Place, (_, _) => { }));
        Assert.Contains("expected one of other, sample", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place));
    }

    [Theory]
    [InlineData("/", "index.html")]
    [InlineData("/runs", "runs.html")]
    [InlineData("/runs/r-01/texts", "runs/r-01/texts.html")]
    public void File_OfAPlainAddress_IsItsPath(string address, string name) => Assert.Equal(name, StaticAddress.File(address, ".html"));

    [Fact]
    public void File_OfAnyAddress_IsPlainAndItsOwn()
    {
        string[] addresses = ["/?dataset=a", "/?dataset=A", "/?dataset=b", "/explain/..%2F..%2Fx", "/explain/x", "/explain/X", "/explain/ü",
            "/explain/" + new string('y', 300), "/explain/" + new string('y', 301), "/explain/con%3A"];
        var names = addresses.Select(a => StaticAddress.File(a, ".html")).ToArray();
        Assert.Equal(addresses.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, n => Assert.Matches("^([a-z0-9_-]+/)*[a-z0-9_-]{1,100}\\.html$", n));
        Assert.All(names, n => Assert.True(Encoding.UTF8.GetByteCount(n) < 120));
    }

    [Fact]
    public void Page_OfALink_IsNullForProductsOfChoices()
    {
        var addresses = new StaticAddress(_sample.Store);
        foreach (var link in new[] { "./?metric=macro-f1&order=gain", "./try", "./runs?q=cce", "./reliability/texts", "./compare?a=x&b=y",
            "./explain?q=x", "./runs/r-1/texts?gold=0", "https://example.org/", "./export/results.csv", "./s/abcdefgh" })
        {
            Assert.Null(addresses.Page(link));
        }
        Assert.Equal("/explain/toy-1", addresses.Page("./explain/toy-1?q=x&show=wrong&from=%2Fruns"));
        Assert.Equal("/?dataset=toy&loss=cce", addresses.Page("./?loss=cce&dataset=toy"));
        var of = _sample.Store.Runs().Where(r => r.Dataset == "toy").ToLookup(r => r.Loss, r => r.Configuration);
        var (a, b) = (of["cce"].First(), of["cce+proxy-anchor"].First());
        Assert.Equal($"/compare?a={a}&b={b}", addresses.Page($"./compare?a={a}&b={b}"));
        Assert.Null(addresses.Page($"./compare?a={b}&b={a}"));
    }

    private async Task BreakOff(int after)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new StaticFolder(_sample.Store, null, texts: true)
            .Write(Place, (written, _) => { if (written == after) { stop.Cancel(); } }, stop.Token));
    }

    private static SortedDictionary<string, string> Files(string folder) => new(Directory
        .GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText), StringComparer.Ordinal);

    private Task<int> Write() => new StaticFolder(_sample.Store, null, texts: true).Write(Place, (_, _) => { });

    private static async Task<IDocument> Read(string file) => new HtmlParser().ParseDocument(await File.ReadAllTextAsync(file));
}
