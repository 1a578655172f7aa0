using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Web.Pages;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Reports;
using DmlStudio.Web.Sharing;

namespace DmlStudio.Tests.Web.Sharing;

/// <summary>A view that was handed on never changes, whatever is pinned, made or judged later.</summary>
public sealed class SharedNowTests : PageTest
{
    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData("/", "/?reference=")]
    [InlineData("/results?shots=20&reference=", "/results?shots=20&reference=")]
    [InlineData("/runs?q=c", "/runs?q=c&reference=")]
    public async Task Keep_WithAPin_StaysWhenAnotherIsPinned(string address, string kept)
    {
        SampleRuns.Fill(Store, "toy");
        var other = SampleRuns.Add(Store, "cce+triplet", 0, 9);
        Pin("cce+proxy-anchor");
        var share = SharedNow.Keep(address, Store, Now);
        Assert.Equal(kept + ConfigurationOf("cce+proxy-anchor"), share.Address);
        var before = await Printed(share);
        Assert.Contains("CCE + ProxyAnchor", before, StringComparison.Ordinal);
        Pin(other.Loss);
        Assert.Equal(before, await Printed(share));
        // What is shown as shared is handed on as it was.
        Assert.Equal(share.Id, SharedNow.Keep(SharedAddress.With(share.Address, "shared", share.Id), Store, Now).Id);
    }

    [Fact]
    public async Task Keep_WithoutAPin_StaysWhenOneIsPinned()
    {
        SampleRuns.Fill(Store, "toy");
        var share = SharedNow.Keep("/", Store, Now);
        Assert.Equal("/", share.Address);
        var before = await Printed(share);
        Pin("cce+proxy-anchor");
        Assert.Equal(before, await Printed(share));
        Assert.NotEqual(before, await Printed(Store, "/"));
    }

    [Fact]
    public async Task Keep_OfAnInterruptedRun_ShowsIt()
    {
        Sample.Add("cce", 0, 5);
        var (broken, stopped) = (Sample.Add("cce+triplet", 0, 5, status: RunStatus.Failed),
            Sample.Add("cce+triplet", 1, 5, status: RunStatus.Running));
        var share = SharedNow.Keep("/runs/" + stopped.Id, Store, Now);
        Assert.Equal(DataVersion.Of(Store).Name, share.Version.Name);
        Assert.DoesNotContain("No run", await Printed(share), StringComparison.Ordinal);
        Assert.Equal([stopped.Id], Store.Within(share.Scope).Runs().Where(r => r.Status == RunStatus.Interrupted).Select(r => r.Id));
        Assert.NotNull(Store.Within(share.Scope).Run(broken.Id));
        // Finished or begun anew since, it is another.
        Sample.Add("cce+triplet", 1, 5);
        Assert.Null(Store.Within(share.Scope).Run(stopped.Id));
    }

    [Theory]
    [InlineData("/?experiment=", 3)]
    [InlineData("/transfer?experiment=foo", 3)]
    [InlineData("/runs?experiment=mine", 1)]
    [InlineData("/?experiment=mine", 1)]
    public void Keep_NarrowsWhereThePageReadsAnExperiment(string address, int runs)
    {
        Sample.Add("cce", 0, 5);
        Sample.Add("cce+proxy-anchor", 0, 8);
        SampleRuns.Add(Store, "cce", 0, 5, experiment: "mine");
        Assert.Equal(runs, SharedNow.Keep(address, Store, Now).Version.Runs.Count);
    }

    [Fact]
    public void Keep_OfTransfer_ShowsTheScoresOfThen()
    {
        Sample.Add("cce", 0, 5);
        var transfer = TransferStore.Open(Store.Root);
        transfer.Publish(Judged("t-00000001", "mr"));
        var share = SharedNow.Keep("/transfer", Store, Now);
        transfer.Publish(Judged("t-00000001", "mr", "cr"));
        transfer.Publish(Judged("t-00000002", "mr"));
        Assert.Equal(["t-00000001 mr"], Store.Within(share.Scope).Transfer.All().Select(r =>
            r.Id + " " + string.Join(',', r.Scores.Select(s => s.Task))));
        Assert.Equal(2, Store.Within(SharedNow.Keep("/transfer", Store, Now).Scope).Transfer.All().Count);
        // Of a view of an older version those that were there by its time.
        var old = share with { Shown = share.Shown with { Transfer = null } };
        Assert.Empty(Store.Within((old with { MadeAt = 5 }).Scope).Transfer.All());
        Assert.Equal(2, Store.Within(old.Scope).Transfer.All().Count);
    }

    private static TransferResult Judged(string id, params string[] tasks) => new()
    {
        Id = id,
        Encoder = "small",
        Checksum = "abc",
        Pooling = "mean",
        Size = 8,
        Settings = [],
        Command = "",
        HeardAt = 1000,
        Scores = [.. tasks.Select(t => new TransferScore(t, t, "senteval", "", 1, 1, 1, [new TransferMetric("accuracy", 0.5)], []))],
    };

    private string ConfigurationOf(string loss) => Store.Runs().First(r => r.Loss == loss).Configuration;

    private void Pin(string loss) => new NoteStore(Store).Add("configuration", ConfigurationOf(loss), "pin", "", "Ada",
        TimeProvider.System.GetUtcNow());

    private Task<string> Printed(Share share) => Printed(Store.Within(share.Scope), share.Address);

    // What was left on runs is that of now.
    private static async Task<string> Printed(RunStore store, string address)
    {
        using var watch = new StoreWatch(store, TimeProvider.System);
        var page = await new PagePrinter(new RunShelf(store), watch).Print(address);
        return string.Join('\n', page.Tables.SelectMany(t => t.Rows).Select(r => string.Join(" | ", r))
            .Prepend(page.Headline)).Replace("pinned", "", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal);
    }
}
