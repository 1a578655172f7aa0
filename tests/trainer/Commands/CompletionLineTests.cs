using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class CompletionLineTests
{
    [Theory]
    [InlineData("run --dataset", "--datasets")]
    [InlineData("run --json --jso")]
    [InlineData("run --set a.b=1 --set", "--set")]
    [InlineData("run --set sup-con.temp", "sup-con.temperature")]
    [InlineData("run --set=sup-con.temperature=")]
    [InlineData("runs delete --h", "--help")]
    [InlineData("run --loses=c")]
    [InlineData("run --json=")]
    [InlineData("claims show sup", "sup-con")]
    [InlineData("list losses ", "--help", "--json")]
    [InlineData("run \"a b.yaml\" --losses=n-pairs,circ", "--losses=n-pairs,circle")]
    public void Of_ALine_IsWhatItsLastWordMayBecome(string line, params string[] expected) =>
        Assert.Equal(expected, CompletionLine.Of(Verbs.All(), line));

    [Fact]
    public void Of_ALineThatNobodyTypes_IsNothing()
    {
        Assert.Empty(CompletionLine.Of(Verbs.All(), "run --losses " + new string('c', CompletionLine.Longest)));
        Assert.Empty(CompletionLine.Of(Verbs.All(), "run 'never \" closed"));
        Assert.NotEmpty(CompletionLine.Of(Verbs.All(), ""));
    }

    [Theory]
    [InlineData("[suggest:3]", "run --x", "run")]
    [InlineData("[suggest:99]", "run", "run")]
    [InlineData("[suggest]", "run", "run")]
    [InlineData("[suggest:-1]", "run", "run")]
    [InlineData("run", "x", null)]
    public void Asked_OfTheWordsOfAShell_IsTheLineUpToTheCursor(string first, string second, string? expected) =>
        Assert.Equal(expected, CompletionLine.Asked([first, second]));
}
