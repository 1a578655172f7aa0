using Bunit;
using DmlStudio.Web.Links;
using DmlStudio.Web.Pages;

namespace DmlStudio.Tests.Web.Pages;

public sealed class PagesTests : PageTest
{
    [Theory]
    [InlineData(null, "2 explained texts", 2)]
    [InlineData("wrong", "1 explained text that some run gets wrong", 1)]
    [InlineData("disagreements", "1 explained text on which runs disagree", 1)]
    [InlineData("all-wrong", "0 explained texts that every run gets wrong", 0)]
    [InlineData("confident-and-wrong", "1 explained text that some run gets wrong with 90 % or more", 1)]
    [InlineData("no such thing", "2 explained texts", 2)]
    public void Explain_Show_LeavesMatchingTexts(string? show, string title, int texts)
    {
        Sample.Add("cce", 0, 8, explain: true);
        Sample.Add("cce+proxy-anchor", 0, 9, explain: true);
        var page = Open<Explain>(Addresses.Explain(show: show));
        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.Equal(texts, page.FindAll("tbody tr").Count);
        Assert.Empty(Open<Explain>(Addresses.Explain("absent", show)).FindAll("tbody tr"));
    }
}
