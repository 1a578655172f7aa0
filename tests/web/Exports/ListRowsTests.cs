using System.Net;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Links;

namespace DmlStudio.Tests.Web.Exports;

/// <summary>A file has no room for a remark: what a page would show with one is refused in its words.</summary>
public sealed class ListRowsTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("/reliability/texts?slice=bogus", "The slice expression cannot be read, so all texts are shown.")]
    [InlineData("/reliability/texts?dataset=bogus", "No finished run is of the dataset \"bogus\"; toy is shown.")]
    [InlineData("/reliability/texts?shots=abc", "\"abc\" is no number of training texts; the most are shown.")]
    [InlineData("/words?label=99", "There is no label \"99\"; all are shown.")]
    [InlineData("/words?method=bogus", "No explained text has the method \"bogus\"")]
    [InlineData("/runs/RUN/texts?predicted=9", "This run has no predicted label number \"9\"; texts of every predicted label are shown.")]
    [InlineData("/runs/RUN/texts?gold=x", "This run has no label number \"x\"; texts of every label are shown.")]
    [InlineData("/explain?show=bogus", "Nothing is called \"bogus\" here; all explained texts are shown.")]
    [InlineData("/compare/columns?of=CONFIGURATION,c-nix", "c-nix")]
    public async Task List_OfWhatIsNotHere_IsRefusedInTheWordsOfThePage(string of, string why)
    {
        var run = _site.Sample.Store.Runs()[0];
        of = of.Replace("RUN", run.Id, StringComparison.Ordinal)
            .Replace("CONFIGURATION", run.Configuration, StringComparison.Ordinal);
        await Refused(Addresses.List(of, "csv"), why);
        using var http = new HttpClient { BaseAddress = _site.Address };
        Assert.Contains(why, WebUtility.HtmlDecode(await http.GetStringAsync(of)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metric=bogus", "There is no metric \"bogus\"; accuracy is shown.")]
    [InlineData("shots=abc", "\"abc\" is no number of training texts; 20 is shown.")]
    [InlineData("baseline=bogus", "The baseline \"bogus\" has no run here, so there is no gain. Choose another baseline, or run it.")]
    [InlineData("rule=bogus", "No run here has a rule \"bogus\"")]
    [InlineData("order=bogus", "Rows cannot be ordered by \"bogus\"; they stand by family.")]
    [InlineData("reference=c-nix", "The configuration c-nix has no finished run of its loss here; gains are over CCE.")]
    [InlineData("experiment=bogus", "No finished run passes these choices")]
    [InlineData("shots=77", "No finished run passes these choices")]
    public async Task Results_OfWhatIsNotHere_AreRefusedInTheWordsOfThePage(string query, string why)
    {
        await Refused("/export/results.csv?" + query, why);
        using var http = new HttpClient { BaseAddress = _site.Address };
        Assert.Contains(why, WebUtility.HtmlDecode(await http.GetStringAsync("/?" + query)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_InAnOrder_StandAsOnThePage()
    {
        for (var i = 0; i < 2; i++) { SampleRuns.Add(_site.Sample.Store, "cce+triplet", i, 9 + i, family: "proxy"); }
        SampleRuns.Add(_site.Sample.Store, "frozen-probe", 0, 9, family: "ce");
        using var http = new HttpClient { BaseAddress = _site.Address };
        async Task<string[]> Rows(string query) => [.. (await http.GetStringAsync("/export/results.md" + query)).Split('\n').Skip(2)
            .TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|')[1].Trim())];
        var (family, gain) = (await Rows(""), await Rows("?order=gain"));
        Assert.Equal(family.Order(StringComparer.Ordinal), gain.Order(StringComparer.Ordinal));
        Assert.NotEqual(family, gain);
        Assert.Contains("CCE", gain);
    }

    private async Task Refused(string address, string why)
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        using var answer = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(why, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
