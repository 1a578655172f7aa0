using DmlStudio.Web.Wording;

namespace DmlStudio.Tests.Web.Wording;

public class NumTests
{
    [Theory]
    [InlineData(0.0004, "p < 0.001", "< 0.001")]
    [InlineData(0.001, "p = 0.001", "0.001")]
    [InlineData(0.0426, "p = 0.043", "0.043")]
    public void P_SmallOrNot_HasOneSign(double p, string text, string number)
    {
        Assert.Equal(text, Num.PText(p));
        Assert.Equal(number, Num.P(p));
    }
}
