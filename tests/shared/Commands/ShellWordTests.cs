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
    public void Of_AnyWord_IsOneWordToAShell(string word, string expected)
    {
        Assert.Equal(expected, ShellWord.Of(word));
        Assert.Equal(["run", word, "last"], ShellWord.Split($"run {ShellWord.Of(word)}  last"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  a\t b ", "a|b")]
    [InlineData("--encoder \"my folder\" x", "--encoder|my folder|x")]
    [InlineData("'--encoder=my folder'/deep", "--encoder=my folder/deep")]
    [InlineData(@"--encoder C:\models\mini one\ two", @"--encoder|C:\models\mini|one two")]
    [InlineData("an 'open quote", "an|open quote")]
    public void Split_ALine_IsItsWords(string line, string words) =>
        Assert.Equal(words.Length == 0 ? [] : words.Split('|'), ShellWord.Split(line));
}
