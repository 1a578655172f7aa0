using DmlStudio.Web.Wording;

namespace DmlStudio.Tests.Web.Wording;

public class NumTests
{
    [Theory]
    [InlineData(0, "0 texts", "0 proxies")]
    [InlineData(1, "1 text", "1 proxy")]
    [InlineData(12000, "12000 texts", "12000 proxies")]
    public void Count_OneOrSeveral_FitsItsNoun(int count, string regular, string irregular)
    {
        Assert.Equal(regular, Num.Count(count, "text"));
        Assert.Equal(irregular, Num.Count(count, "proxy", "proxies"));
    }

    [Theory]
    [InlineData(0.0004, "p < 0.001", "< 0.001")]
    [InlineData(0.001, "p = 0.001", "0.001")]
    [InlineData(0.0426, "p = 0.043", "0.043")]
    public void P_SmallOrNot_HasOneSign(double p, string text, string number)
    {
        Assert.Equal(text, Num.PText(p));
        Assert.Equal(number, Num.P(p));
    }

    [Theory]
    [InlineData(-0.004, "0.00")]
    [InlineData(-0.006, "−0.01")]
    [InlineData(0.004, "0.00")]
    [InlineData(18.3, "18.30")]
    public void Fixed_WhatRoundsToZero_HasNoSign(double value, string text) => Assert.Equal(text, Num.Fixed(value, 2));
}
