using System.Net;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Hosting;
using Xunit.Abstractions;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>Every page and export over a store of which one file is damaged, each file in turn and in each of three ways: an answer, never
/// a 500, and the file named where it is needed.</summary>
public sealed class DamageSweepTests(ITestOutputHelper output) : IDisposable
{
    private const string Transfer = "t-00000001";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly SampleStore _sample = new();
    private string _share = "", _report = "";

    public void Dispose() => _sample.Dispose();

    /// <summary>A file, and pages that need it.</summary>
    public static TheoryData<string, string[]> Files => new()
    {
        { "state.db", ["/", "/runs", "/runs/RUN", "/compare", "/reliability"] },
        { "run.db", ["/runs/RUN", "/runs/RUN/texts", "/space/RUN", "/reliability", "/reliability/calibration"] },
        { "near.db", ["/explain/toy-2?runs=RUN", "/reliability/deciles"] },
        { "attr-0000.db", ["/explain", "/explain/toy-1", "/words", "/explain/toy-1?runs=RUN"] },
        { "robustness.db", ["/reliability/robustness"] },
        { "oos-other.db", ["/reliability/out-of-scope"] },
        { "distances.db", ["/reliability/deciles"] },
        { "cross.db", ["/transfer/cross"] },
        { "weights.db", [] },
        { "TEXTS", ["/runs/RUN/texts", "/explain", "/explain/toy-1"] },
        { Transfer + ".db", ["/transfer", "/transfer/" + Transfer] },
        { SavedSlices.FileName, ["/reliability/slices"] },
        { "notes.jsonl", ["/notes", "/runs/RUN", "/export/list.csv?of=/notes", "/export/runs.csv"] },
        { "SHARE", ["/s/SHARE", "/?shared=SHARE"] },
        { "REPORT", ["/reports/REPORT", "/export/reports/REPORT.html"] },
        { "CLAIM", ["/claims"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Pages_OneFileDamaged_NameItWhereItIsNeeded(string name, string[] needing)
    {
        var (run, file) = Fill(name);
        var whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, Damages(whole)[0].Bytes);
        await Ask(file, "with a wrong bit", run, [], Addresses(needing, run));
    }

    [Theory]
    [Trait("Category", "Hardship")]
    [MemberData(nameof(Files))]
    public async Task Pages_OneFileDamagedInEveryWay_Answer(string name, string[] needing)
    {
        var (run, file) = Fill(name);
        var whole = await File.ReadAllBytesAsync(file);
        var needed = Addresses(needing, run);
        var tried = 0;
        foreach (var (how, bytes) in Damages(whole))
        {
            await File.WriteAllBytesAsync(file, bytes);
            tried += await Ask(file, how, run, Pages(run), needed);
        }
        // Without its state a folder is no run, and what lies beside the runs may be there or not.
        File.Delete(file);
        var part = file.Contains(run, StringComparison.Ordinal) && name != "state.db";
        tried += await Ask(file, "not there", run, Pages(run), part ? needed : []);
        output.WriteLine(FormattableString.Invariant($"{name}: tried {tried}"));
    }

    private async Task<int> Ask(string file, string how, string run, string[] pages, string[] needing)
    {
        var tried = 0;
        // One that met the damage on an earlier page says so everywhere: the pages that need it are asked first, each of a new one.
        foreach (var group in needing.Select(n => new[] { n }).Append(pages).Where(g => g.Length > 0))
        {
            await using var site = Site.Build(RunStore.Open(_sample.Store.Root, tolerant: true), 0, HostNames.Read("--allow-host", []));
            await site.StartAsync();
            using var client = new HttpClient { BaseAddress = new Uri(site.Urls.Single()) };
            foreach (var page in group)
            {
                using var answer = await client.GetAsync(new Uri(page, UriKind.Relative));
                var body = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
                // A file that was asked for and cannot be given is no page; the sentence that says why comes with a 500.
                var given = (page.StartsWith("/s/", StringComparison.Ordinal) || page.StartsWith("/export/", StringComparison.Ordinal))
                    && body.Contains("is damaged", StringComparison.Ordinal);
                Assert.True((int)answer.StatusCode < 500 || given,
                    $"{page}, {Path.GetFileName(file)} {how}: {(int)answer.StatusCode}\n{body}");
                Assert.True(!needing.Contains(page) || body.Contains(Path.GetFileName(file), StringComparison.Ordinal),
                    $"{page} does not name {Path.GetFileName(file)} ({how}) of {run}:\n{body}");
                tried++;
            }
        }
        return tried;
    }

    private (string Run, string File) Fill(string name)
    {
        var run = Fill();
        var pattern = name switch
        {
            "TEXTS" => SampleStore.Corpus + ".db",
            "SHARE" => _share + ".db",
            "REPORT" => _report + ".db",
            "CLAIM" => Path.GetFileName(Directory.EnumerateFiles(Path.Combine(_sample.Store.Root, ClaimLedger.Folder)).Single()),
            _ => name,
        };
        return (run, Directory.EnumerateFiles(_sample.Store.Root, pattern, SearchOption.AllDirectories)
            .Single(f => f.Contains(run, StringComparison.Ordinal) || !f.Contains("/runs/", StringComparison.Ordinal)));
    }

    private string[] Addresses(string[] pages, string run) => [.. pages.Select(p => p.Replace("RUN", run, StringComparison.Ordinal)
        .Replace("SHARE", _share, StringComparison.Ordinal).Replace("REPORT", _report, StringComparison.Ordinal))];

    private static (string How, byte[] Bytes)[] Damages(byte[] whole)
    {
        var flipped = (byte[])whole.Clone();
        flipped[whole.Length / 2] ^= 4;
        return [("with a wrong bit", flipped), ("cut off", whole[..(whole.Length / 2)]), ("empty", [])];
    }

    private static string[] Pages(string run) =>
    [
        "/", "/results", "/runs", $"/runs/{run}", $"/runs/{run}/texts", "/compare", "/explain", "/explain/toy-1", "/explain/toy-2",
        "/claims", "/claims/sup-con",
        $"/space/{run}", "/compare/columns", "/notes",
        "/words", "/objectives", "/objectives/cce", "/reliability", "/reliability/deciles", "/reliability/calibration",
        "/reliability/disagreement",
        "/reliability/edits", "/reliability/label-errors", "/reliability/labels", "/reliability/out-of-scope", "/reliability/robustness",
        "/reliability/selective", "/reliability/slices", "/reliability/texts", "/transfer", "/transfer/" + Transfer, "/transfer/cross",
        "/try", $"/try?run={run}", "/reports", "/export/results.csv", "/export/results.md", "/export/results.tex", "/export/runs.csv",
        "/export/explain/toy-1.svg", "/export/explain/toy-1.jsonl", "/no-such-page",
    ];

    // Two losses and two repetitions, so that every page has something to compare; the last run has every part.
    private string Fill()
    {
        foreach (var loss in new[] { "cce", "cce+proxy-anchor" })
        {
            foreach (var repetition in new[] { 0, 1 })
            {
                _sample.Add(loss, repetition, 6 + repetition, explain: true, faith: true, weights: true);
            }
        }
        var run = _sample.Store.Runs().First(r => r is { Loss: "cce", Repetition: 0 });
        using (var writer = _sample.Store.Claim(run.Id))
        {
            float[] ten = [.. Enumerable.Range(1, 10).Select(i => i / 10f)];
            writer.PublishCross(new CrossResult("other", new string('c', 64), ["no", "yes"], "head", 10, 3, 0, [4, 1, 3, 2]));
            writer.Publish(new TextDistances(ten, ten, ten, [.. Enumerable.Range(3, 10)]));
            writer.Publish(new OutOfScope("other", "ab", ["what is the weather"], [.. Enumerable.Range(0, 10)],
                [new("head", "max-probability", ten, [.5f], [0])]));
        }
        TransferStore.Open(_sample.Store.Root).Publish(new TransferResult
        {
            Id = Transfer,
            Encoder = "small",
            Checksum = "abc",
            Pooling = "mean",
            Size = 8,
            Settings = [],
            Command = "trainer evaluate",
            Scores = [new TransferScore("mr", "MR", "senteval", "scheme", 1, 2, 0.5, [new("accuracy", 0.7)], [])],
        });
        new SavedSlices(_sample.Store).Save("short", "tokens < 5");
        new NoteStore(_sample.Store).Add("run", run.Id, "note", "look here", "Ada", Now);
        _share = new ShareStore(_sample.Store).Keep("/", SharedRuns.Of(_sample.Store), Now).Id;
        var reports = new ReportStore(_sample.Store);
        _report = reports.Change(reports.Begin("ours", Now).Id, r => r with { Views = [new SavedView(_share, "first")] }, Now).Id;
        new ClaimLedger(_sample.Store).Note(new ClaimLedger.Entry("sup-con", "a mark", [run.Configuration]));
        return run.Id;
    }
}
