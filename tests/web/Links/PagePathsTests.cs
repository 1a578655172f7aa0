using DmlStudio.Web.Links;

namespace DmlStudio.Tests.Web.Links;

public sealed class PagePathsTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/?dataset=trec", true)]
    [InlineData("/Results", true)]
    [InlineData("/runs/r-1/texts", true)]
    [InlineData("/explain/trec-1", true)]
    [InlineData("/reliability/calibration/", true)]
    [InlineData("/no-such-page", false)]
    [InlineData("/not-found", false)]
    [InlineData("/runs/r-1/texts/more", false)]
    [InlineData("/export/runs.csv", false)]
    [InlineData("/s/abcdefgh", false)]
    public void Has_AnAddress_IsWhetherAPageAnswers(string address, bool has) =>
        Assert.Equal(has, PagePaths.Has(LocalAddress.Parse(address)!));
}
