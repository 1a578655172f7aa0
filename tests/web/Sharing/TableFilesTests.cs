using System.Net;
using System.Text.Json;
using DmlStudio.Tests.Web.Hosting;
using DmlStudio.Web.Exports;
using DmlStudio.Web.Links;

namespace DmlStudio.Tests.Web.Sharing;

public sealed class TableFilesTests : IAsyncLifetime
{
    private OpenSite _site = null!;

    public async Task InitializeAsync() => _site = await OpenSite.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Lists_OfEveryPageThatHasOne_AreGivenWhole()
    {
        var run = _site.Sample.Store.Runs().First(r => r.Loss == "cce");
        using var http = new HttpClient { BaseAddress = _site.Address };
        foreach (var (page, rows) in new[] { ("/runs", 2), ($"/runs/{run.Id}/texts", 10), ("/explain", 2), ("/compare?cell=both-wrong", 2),
            ($"/space/{run.Id}", 11), ("/space", 11), ("/reliability/texts", 10), ("/words", 0), ("/notes", 0) })
        {
            var csv = await http.GetStringAsync(Addresses.List(page, "csv"));
            Assert.Equal((page, rows), (page, csv.Split("\r\n").Length - 2));
            using var json = JsonDocument.Parse(await http.GetStringAsync(Addresses.List(page, "json")));
            Assert.Equal((page, rows), (page, json.RootElement.GetArrayLength()));
        }
    }

    [Fact]
    public async Task Table_OfAPage_IsWhatItShows()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        var csv = await http.GetStringAsync(Addresses.Table("/objectives/proxy-anchor", 0, "csv"));
        Assert.StartsWith("Setting,What it is,Default,Range", csv, StringComparison.Ordinal);
        foreach (var (address, why) in new[] { (Addresses.Table("/objectives/proxy-anchor", 99, "csv"), "there is no number 99"),
            (Addresses.Table("/objectives/proxy-anchor", 0, "xml"), "csv or json, not as xml"),
            (Addresses.Table("https://evil.example/", 0, "csv"), "expected a path of this site"),
            (Addresses.List("/objectives", "csv"), "has no long list here") })
        {
            using var missing = await http.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Contains(why, await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Figure_OfASpace_NamesItsGroups()
    {
        using var http = new HttpClient { BaseAddress = _site.Address };
        var picture = await http.GetStringAsync(DmlStudio.Web.Sharing.SharedAddress.Figure("/space?colour=correctness", 0));
        Assert.Contains(">right</text>", picture, StringComparison.Ordinal);
        Assert.Contains(">wrong</text>", picture, StringComparison.Ordinal);
        Assert.DoesNotContain("var(", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_OfATable_KeepsNumbersAndNames()
    {
        string[][] rows = [["a", "a", "", "b"], ["1.5", "007", "x", ""]];
        Assert.Equal("[{\"a\":1.5,\"a_2\":\"007\",\"column_3\":\"x\",\"b\":null}]\n", JsonTable.Of(rows));
        Assert.Equal("[]\n", JsonTable.Of([]));
    }
}
