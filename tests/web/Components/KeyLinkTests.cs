using Bunit;
using DmlStudio.Tests.Web.Pages;
using DmlStudio.Web.Access;
using DmlStudio.Web.Layout;
using DmlStudio.Web.Queries;
using DmlStudio.Web.Sharing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace DmlStudio.Tests.Web.Components;

public sealed class KeyLinkTests : PageTest
{
    public KeyLinkTests() => Browser.Services.AddSingleton<RunShelf>().AddSingleton<WholeStore>().AddSingleton(new AccessSettings())
        .AddSingleton<Visitors>().AddSingleton<Reader>();

    // A query reaches a page before the router does: in between it is drawn with another query and the text of before, and a key that
    // is pressed then would go on from the wrong text.
    [Fact]
    public void At_WhileThePageGoesToAnotherText_IsNeverAheadOfIt()
    {
        Sample.Add("cce", 0, 8, explain: true);
        var navigation = Browser.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/explain/toy-1");
        var page = Browser.Render<Routes>();
        var drawn = new List<(string Text, string At)>();
        page.OnMarkupUpdated += (_, _) => drawn.Add((page.Find(".head .mono").TextContent,
            page.Find("[aria-keyshortcuts=w]").GetAttribute("data-at")!));
        navigation.NavigateTo("/explain/toy-2?scale=own");
        Assert.NotEmpty(drawn);
        Assert.Equal(("toy-2", "./explain/toy-2?scale=own"), drawn[^1]);
        Assert.All(drawn, d => Assert.Equal("./explain/" + d.Text, d.At.Split('?')[0]));
    }
}
