using Bunit;
using DmlStudio.Store;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;
using DmlStudio.Web.Queries;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Queries;

public sealed class WordImportanceQueryTests : IDisposable
{
    private readonly SampleStore _sample = new();

    public void Dispose() => _sample.Dispose();

    // Texts 1, 2, 3 are "text 1" …; each is said to be "no" with the given weights of its two words.
    private void Explain(int repetition, params (int Text, double First, double Second)[] texts)
    {
        var run = _sample.Add("cce", repetition, 8, explain: true);
        using var writer = _sample.Store.Claim(run.Id);
        writer.PublishExplanations([.. texts.Select(t => _sample.Store.Explanations(run.Id, 2).First(e => e.Target == "log-odds") with
        {
            TextIndex = t.Text,
            Method = "shap",
            Profile = "",
            Label = 0,
            Predicted = 0,
            Words = [new(0, 4, t.First), new(5, 6, t.Second)],
        })]);
    }

    [Fact]
    public void Ask_ThreeTexts_GivesMeanShareWithItsStandardError()
    {
        // Shares of "text": 3/4, 1/4, 1/2: mean 1/2, deviation 1/4, standard error 1/(4·√3).
        Explain(0, (2, 3, 1), (4, 1, 3), (6, -1, 1));
        Explain(1, (6, 3, -1));
        var item = new WordImportanceQuery("toy", "cce", "shap").Ask(_sample.Store).Items.Single();
        // Text 6 is explained twice: −1/2 and 3/4 average to 1/8 before they count as one text.
        double[] shares = [0.75, 0.25, 0.125];
        Assert.Equal(("text", 0, 3), (item.Word, item.Label, item.Texts));
        Assert.Equal(shares.Average(), item.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(shares.Sum(s => Math.Pow(s - shares.Average(), 2)) / 2 / 3), item.StandardError, 1e-12);
        Assert.Equal(Math.Sqrt(3 + 1 + 1 + 3), item.Coverage, 1e-12);
        Assert.Equal(0, item.Wrong);
    }

    [Fact]
    public void Ask_RareWords_AreCountedAsLeftOut()
    {
        Explain(0, (2, 3, 1), (4, 1, 3));
        var answer = new WordImportanceQuery(null, null, "shap").Ask(_sample.Store);
        Assert.Empty(answer.Items);
        // "text", "2" and "4", each in fewer than three texts.
        Assert.Equal(3, answer.Left);
        Assert.Equal(2, answer.Texts);
    }

    [Theory]
    [InlineData("Back.", "back")]
    [InlineData("“Don't!”", "don't")]
    [InlineData("...", "")]
    [InlineData("C3PO;", "c3po")]
    [InlineData("🙂,", "🙂")]
    public void Key_Word_LosesCaseAndPunctuation(string word, string key) => Assert.Equal(key, WordImportanceQuery.Key(word));

    [Fact]
    public async Task Page_BadValues_AreNamed_AndAnEmptyStoreSaysWhatFillsIt()
    {
        await using var browser = new BunitContext();
        browser.Services.AddSingleton(_sample.Store).AddSingleton(TimeProvider.System).AddSingleton<StoreWatch>().AddSingleton<NoteStore>();
        Assert.Contains("--explain 12", browser.Render<Words>().Markup, StringComparison.Ordinal);
        Explain(0, (2, 3, 1), (4, 2, 1), (6, 3, 1));
        browser.Services.GetRequiredService<NavigationManager>().NavigateTo("/words?dataset=<b>&loss=nope&method=magic&label=9");
        Assert.Equal(4, browser.Render<Words>().FindAll(".note[role=status]").Count);
        browser.Services.GetRequiredService<NavigationManager>().NavigateTo(Addresses.Words(method: "shap"));
        var page = browser.Render<Words>();
        Assert.Equal("“text” speaks most surely for no", page.Find("h1").TextContent);
        Assert.Equal("./explain?q=text&dataset=toy", page.Find(".importance tbody a").GetAttribute("href"));
    }
}
