using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

/// <summary>Of a path the last name is told, whatever the folders above it are called.</summary>
public sealed class MachinePathsTests
{
    [Theory]
    [InlineData(@"run --out '/tmp/x/O'\''Brien Ltd/secret case/runs' --seed 1", "run --out runs --seed 1")]
    [InlineData("run --out '/tmp/x/Meier, Sohn/geheim/runs'", "run --out runs")]
    [InlineData("run --out \"/tmp/x/Meier, Sohn/geheim/my runs\"", "run --out 'my runs'")]
    [InlineData("run --datasets rel/acme/kunden.csv,acme/tickets.csv:body,trec", "run --datasets kunden.csv,tickets.csv:body,trec")]
    [InlineData("run --encoder models/acme/bert --data acme/data --out ../runs", "run --encoder bert --data data --out runs")]
    [InlineData("run --encoder=models/bert --unlabelled-from=acme/more.txt", "run --encoder=bert --unlabelled-from=more.txt")]
    [InlineData("run acme/plan.yaml --set training.unlabelled-from=/srv/a b/x.csv", "run plan.yaml --set training.unlabelled-from=a x.csv")]
    [InlineData("run --out /srv/my own/runs --seed 1", "run --out my runs --seed 1")]
    [InlineData("run --encoder hf:BAAI/bge-small-en --losses cce+proxy-anchor --methods lime/captum",
        "run --encoder hf:BAAI/bge-small-en --losses cce+proxy-anchor --methods lime/captum")]
    [InlineData("run --set  sup-con.temperature=1/2 --prompt 'see https://a.org/b.html'",
        "run --set  sup-con.temperature=1/2 --prompt 'see https://a.org/b.html'")]
    public void CutCommand_CutsEachWordAsAWhole(string command, string told) => Assert.Equal(told, MachinePaths.CutCommand(command));

    [Theory]
    [InlineData("/tmp/x/Meier, Sohn/geheim/runs", "", "runs")]
    [InlineData("/tmp/x/O'Brien Ltd/a.csv, /srv/b.csv", "", "a.csv, b.csv")]
    [InlineData("acme/kunden.csv", "", "kunden.csv")]
    [InlineData("acme/kunden", "encoder", "kunden")]
    [InlineData("hf:acme/kunden", "encoder", "hf:acme/kunden")]
    [InlineData("acme/kunden", "", "acme/kunden")]
    [InlineData("lime/captum, 1/2", "", "lime/captum, 1/2")]
    public void CutValue_KeepsWhatIsNoPath(string value, string name, string told) =>
        Assert.Equal(told, MachinePaths.CutValue(value, name));

    [Theory]
    [InlineData("Could not find '/tmp/x/O'Brien Ltd/secret/c.db'.", "Could not find 'c.db'.")]
    [InlineData("/tmp/x/O'Brien Ltd/secret/c.csv: line 3", "c.csv: line 3")]
    [InlineData("/tmp/Meier, Sohn/geheim/c.csv: line 3", "c.csv: line 3")]
    [InlineData("It's in 'acme Ltd/kunden.csv', isn't it?", "It's in 'kunden.csv', isn't it?")]
    [InlineData("rel/acme/kunden.csv: no row has a label, cce/ce n/a.", "kunden.csv: no row has a label, cce/ce n/a.")]
    [InlineData("See docs/files.md and https://a.org/b/c.html.", "See docs/files.md and https://a.org/b/c.html.")]
    public void CutMessage_KeepsTheSentence(string message, string told) => Assert.Equal(told, MachinePaths.CutMessage(message));
}
