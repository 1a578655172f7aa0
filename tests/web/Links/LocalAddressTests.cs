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
    public void Parse_Elsewhere_IsRefused(string? address) => Assert.Null(LocalAddress.Parse(address));

    [Fact]
    public void Parse_Address_GivesBackWhatAddressesBuilt()
    {
        var parsed = LocalAddress.Parse(Addresses.Explain("a&b=c d", "wrong", 3, "ü"))!;
        Assert.Equal(["explain"], parsed.Path);
        Assert.Equal(["a&b=c d", "wrong", "ü", "3"], new[] { "q", "show", "dataset", "page" }.Select(n => parsed.Query[n]));
    }

    [Fact]
    public void ExplainText_DefaultChoices_StayOutOfTheAddress() =>
        Assert.Equal("/explain/a", Addresses.ExplainText(new ExplainView { Text = "a", Rows = "runs", Scale = "view", Show = "all" }));
}
