using System.Net;
using DmlStudio.Web.Access;
using DmlStudio.Web.Commands;

namespace DmlStudio.Tests.Web.Commands;

public sealed class ShareWordsTests
{
    [Fact]
    public void Of_NoToken_IsTheCommandThatMakesOne() =>
        Assert.Equal("No token holds yet, so nobody is let in, you neither. Make a link with one, also while this runs: web share create "
            + "--store '/a b/it'\\''s' --days 14 --public-url http://127.0.0.1:5080/dml",
            ShareWords.Of(0, "/a b/it's", ShareWords.Address(new AccessSettings { PathBase = "/dml" }, 5080)));

    [Theory]
    [InlineData(1, "1 token lets readers in. ")]
    [InlineData(3, "3 tokens let readers in. ")]
    public void Of_Tokens_CountsThem(int tokens, string begins) =>
        Assert.Equal(begins + "\"web share create\" makes another, \"web share list\" lists them.", ShareWords.Of(tokens, "/runs", ""));

    [Theory]
    [InlineData("192.168.1.10", "http://192.168.1.10:80")]
    [InlineData("::1", "http://[::1]:80")]
    [InlineData("0.0.0.0", "http://NAME-OF-THIS-MACHINE:80")]
    public void Address_OfWhereItListens_IsOneThatAReaderCanAsk(string bind, string expected) =>
        Assert.Equal(expected, ShareWords.Address(new AccessSettings { Bind = IPAddress.Parse(bind) }, 80));
}
