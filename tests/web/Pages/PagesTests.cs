using Bunit;
using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace DmlStudio.Tests.Web.Pages;

public sealed class PagesTests : IAsyncDisposable
{
    private readonly SampleStore _sample = new();
    private readonly BunitContext _browser = new();

    public PagesTests()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddMudServices();
        _browser.Services.AddSingleton(_sample.Store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _sample.Dispose();
    }

    [Fact]
    public void Results_EmptyStore_NamesTheCommandThatFillsIt()
    {
        var page = Open<Results>(Addresses.Results());
        Assert.Contains("--project trainer", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_TwoLosses_ShowsPairedGainWithEvidence()
    {
        int[] baseline = [5, 6, 5, 7, 6], better = [8, 8, 8, 9, 9];
        for (var r = 0; r < 5; r++)
        {
            _sample.Add("cce", r, baseline[r]);
            _sample.Add("cce+proxy-anchor", r, better[r]);
        }
        var page = Open<Results>(Addresses.Results());
        Assert.Contains("CCE + ProxyAnchor gains most over CCE, +26.0 pp", page.Find("h1").TextContent, StringComparison.Ordinal);
        var cell = page.FindAll("tbody tr")[0].QuerySelector("td a")!;
        Assert.Equal("84.0", cell.QuerySelector(".m")!.TextContent);
        Assert.Equal("●", cell.QuerySelector(".ev")!.TextContent);
        // Seen from the other side the sign turns.
        page = Open<Results>(Addresses.Results(baseline: "cce+proxy-anchor"));
        Assert.Contains("No loss is above CCE + ProxyAnchor", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_TwoRepetitions_GivesNoEvidence()
    {
        foreach (var r in new[] { 0, 1 })
        {
            _sample.Add("cce", r, 5);
            _sample.Add("cce+proxy-anchor", r, 8 + r);
        }
        Assert.Equal("·", Open<Results>(Addresses.Results()).Find("tbody .ev").TextContent);
    }

    [Theory]
    [InlineData(null, "2 explained texts", 2)]
    [InlineData("wrong", "1 explained texts that some run gets wrong", 1)]
    [InlineData("disagreements", "1 explained texts on which runs disagree", 1)]
    [InlineData("all-wrong", "0 explained texts that every run gets wrong", 0)]
    [InlineData("confident-and-wrong", "1 explained texts that some run gets wrong with 90 % or more", 1)]
    [InlineData("no such thing", "2 explained texts", 2)]
    public void Explain_Show_LeavesMatchingTexts(string? show, string title, int texts)
    {
        _sample.Add("cce", 0, 8, explain: true);
        _sample.Add("cce+proxy-anchor", 0, 9, explain: true);
        var page = Open<Explain>(Addresses.Explain(show: show));
        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Equal(texts, page.FindAll("tbody tr").Count);
        Assert.Empty(Open<Explain>(Addresses.Explain("absent", show)).FindAll("tbody tr"));
    }

    [Fact]
    public void Runs_FilterInAddress_LeavesMatchingRuns()
    {
        _sample.Add("cce", 0, 5);
        _sample.Add("cce+proxy-anchor", 0, 8);
        _sample.Add("cce", 1, 5, status: RunStatus.Running);
        Assert.Equal(3, Open<Runs>(Addresses.Runs()).FindAll("tbody tr").Count);
        Assert.Single(Open<Runs>(Addresses.Runs("proxy TOY")).FindAll("tbody tr"));
        // Its writer is gone, so it is not running.
        Assert.Contains("interrupted", Open<Runs>(Addresses.Runs("Interrupted")).Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Finished_ConfusionCellOpensItsTextsAsText()
    {
        var run = _sample.Add("cce", 0, 7);
        var page = Open<Run>(Addresses.Run(run.Id), p => p.Add(r => r.Id, run.Id));
        var cells = page.FindAll("table.cm td").Select(c => c.TextContent.Trim()).ToArray();
        Assert.Equal(["3", "2", "1", "4"], cells);
        Assert.Contains("--project trainer", page.Find("pre.cmd").TextContent, StringComparison.Ordinal);

        var address = page.FindAll("table.cm td a")[1].GetAttribute("href")!;
        var texts = Open<RunTexts>(address, p => p.Add(r => r.Id, run.Id));
        Assert.Equal(2, texts.FindAll("tbody tr").Count);
        Assert.Contains(SampleStore.Hostile, texts.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Empty(texts.FindAll("script"));
    }

    [Theory]
    [InlineData("r-ffffffffffff")]
    [InlineData("../../etc")]
    [InlineData("<b>")]
    public void Run_Missing_SaysSo(string id)
    {
        Assert.Equal("There is no such run", Open<Run>(Addresses.Run(id), p => p.Add(r => r.Id, id)).Find("h1").TextContent);
        Assert.Equal("There are no texts to show", Open<RunTexts>(Addresses.Texts(id, "head", 5, -1, 99), p => p.Add(r => r.Id, id)).Find("h1").TextContent);
    }

    private IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null) where T : IComponent
    {
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _browser.Render(parameters ?? (_ => { }));
    }
}
