using CsCheck;
using DmlStudio.Commands;

namespace DmlStudio.Tests.Shared.Commands;

/// <summary>What people's files hold does not steer a terminal, nor break the line it stands in.</summary>
public sealed class ShownTests
{
    [Theory]
    [InlineData("plain é 😀", "plain é 😀")]
    [InlineData("a\r\nb\tc", "a␍␊b␉c")]
    [InlineData("\u001b[2J\u007f\u009b\u202eturned", "␛[2J␡··turned")]
    public void Of_SignsThatSteer_StandAsPictures(string text, string shown) => Assert.Equal(shown, Shown.Of(text));

    [Theory]
    [InlineData("one\n  two\tthree", "one\n  two\tthree")]
    [InlineData("one\r\ntwo\u001b]0;title\u0007", "one\ntwo␛]0;title␇")]
    [InlineData("100 %\r  0 %", "100 %␍  0 %")]
    public void Lines_SignsThatSteer_StandAsPicturesAndLinesStay(string words, string shown) => Assert.Equal(shown, Shown.Lines(words));

    [Fact]
    public void Of_AnyText_IsOneLineOfAtMostThatLength() => Gen.Select(Gen.String, Gen.Int[1, 80]).Sample((text, most) =>
    {
        var shown = Shown.Of(text, most);
        Assert.DoesNotContain(shown, char.IsControl);
        Assert.InRange(shown.Length, 0, most + 1);
    }, iter: 1000, threads: 1);
}
