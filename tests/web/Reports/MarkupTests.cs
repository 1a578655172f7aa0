using DmlStudio.Web.Reports;

namespace DmlStudio.Tests.Web.Reports;

public sealed class MarkupTests
{
    [Fact]
    public void Elements_OfOneName_AreTakenWithWhatIsInThem()
    {
        const string Html = "<div class=\"a b\"><div>1</div><br /><div>2</div></div><p>x</p><div>3</div>";
        Assert.Equal(["<div>1</div><br /><div>2</div>", "3"], Markup.Named(Html, "div").Select(e => e.Inner));
        Assert.Equal("<p>x</p><div>3</div>", Markup.Without(Html, (_, a) => Markup.Classes(a).Contains("b")));
    }

    [Fact]
    public void Text_IsWhatAReaderSees() =>
        Assert.Equal("1 < 2, p < .05 and more.", Markup.Text("<p>1 &lt; <b>2</b>, p &lt; .05 <svg><title>no</title></svg>"
            + "<span class=\"sr\">unseen</span> and <i>more</i>.</p>"));

    [Fact]
    public void Attributes_AreTakenAwayByNameOrBeginning() =>
        Assert.Equal("<a class=\"x\">t</a>",
            Markup.Opened("<a class=\"x\" href=\"/y?a=1&amp;b=2\" data-at=\"/\" download>t</a>",
                (n, a) => n + Markup.Less(a, "href", "data-", "download")));

    [Fact]
    public void Element_ThatIsNotClosed_IsTold() =>
        Assert.Throws<InvalidOperationException>(() => Markup.Named("<div><p></div>", "p").ToArray());
}
