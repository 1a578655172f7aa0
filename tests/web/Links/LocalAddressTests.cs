using DmlStudio.Web.Links;

namespace DmlStudio.Tests.Web.Links;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/x\ny")]
    [InlineData(".//evil.example/x")]
    [InlineData("../x")]
    public void Parse_Elsewhere_IsRefused(string? address) => Assert.Null(LocalAddress.Parse(address));

    [Theory]
    [InlineData("./runs?q=a", "/runs?q=a")]
    [InlineData("./", "/")]
    public void Link_AndAddress_AreEachOthersOpposite(string link, string address)
    {
        Assert.Equal((address, link), (LocalAddress.Rooted(link), LocalAddress.Link(address)));
        Assert.Equal(LocalAddress.Parse(address)!.Path, LocalAddress.Parse(link)!.Path);
    }

    [Theory]
    [InlineData("/javascript:alert(1)")]
    [InlineData("//evil.example/")]
    public void Link_OfAnyAddress_StaysWithinTheSite(string address) =>
        Assert.Equal("site.example", new Uri(new Uri("https://site.example/dml/"), LocalAddress.Link(address)).Host);

    [Fact]
    public void Parse_Address_GivesBackWhatAddressesBuilt()
    {
        var parsed = LocalAddress.Parse(Addresses.Explain("a&b=c d", "wrong", 3, "ü"))!;
        Assert.Equal(["explain"], parsed.Path);
        Assert.Equal(["a&b=c d", "wrong", "ü", "3"], new[] { "q", "show", "dataset", "page" }.Select(n => parsed.Query[n]));
    }

    [Fact]
    public void ExplainText_DefaultChoices_StayOutOfTheAddress() =>
        Assert.Equal("./explain/a", Addresses.ExplainText(new ExplainView { Text = "a", Rows = "runs", Scale = "view", Show = "all" }));
}
