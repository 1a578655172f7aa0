using DmlStudio.Commands;

namespace DmlStudio.Tests.Shared.Commands;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("plain-1.5_a:b=c,d@e+f", "plain-1.5_a:b=c,d@e+f")]
    [InlineData("", "''")]
    [InlineData("two words", "'two words'")]
    [InlineData("~/runs", "'~/runs'")]
    [InlineData(@"C:\runs", @"'C:\runs'")]
    [InlineData("straße", "'straße'")]
    [InlineData("it's $HOME", "'it'\\''s $HOME'")]
    public void Of_AnyWord_IsOneWordToAShell(string word, string expected) => Assert.Equal(expected, ShellWord.Of(word));
}
