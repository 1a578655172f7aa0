using DmlStudio.Comparisons;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>A person learns that a loss read names which say nothing of the texts, and is not troubled where they do.</summary>
public sealed class NamesLinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", true)]
    // Each label has the name of another.
    [InlineData("culture; health; police; school; sport; traffic; weather; business", false)]
    public async Task Run_LossThatReadsNames_SaysWhereTheyDoNotShow(string names, bool show)
    {
        var store = Path.Combine(_folder, "runs");
        var (code, output, errors) = await Trainer.Run(["run", "--datasets", "desk", "--losses", "cce,recommended", "--shots", "16",
            "--steps", "1", "--repetitions", "2", "--jobs", "1", "--test-texts", "8", "--set", "recommended.recipe-steps=1",
            .. names.Length == 0 ? Array.Empty<string>() : ["--set", "recommended.names=" + names], "--out", store, "--json"]);
        Assert.True(code == 0, errors + output);
        var said = Trainer.Events(output).Where(e => e.GetProperty("event").GetString() == "names").ToArray();
        Assert.Equal(show ? 0 : 1, said.Length);
        var runs = RunStore.Open(store);
        var fits = runs.Runs().Where(r => r.Loss == "recommended").Select(r => NamesFit.Of(runs.Details(r.Id)!.Trace)!).ToArray();
        Assert.All(fits, f => Assert.Equal((16, show), (f.Texts, f.Shows)));
        var over = NamesOverDraws.Of(runs.Runs().Where(r => r.Loss == "recommended"))!;
        Assert.Equal((2, show), (over.Draws, over.Shows));
        Assert.Null(NamesOverDraws.Of(runs.Runs().Where(r => r.Loss == "cce")));
        Assert.All(runs.Runs().Where(r => r.Loss == "cce"), r => Assert.Null(NamesFit.Of(runs.Details(r.Id)!.Trace)));
        if (show)
        {
            // Eight labels: chance is two of sixteen.
            Assert.All(fits, f => Assert.InRange(f.Right, 5, 16));
            return;
        }
        Assert.Equal(("desk", "recommended", 2, 32), (said[0].GetProperty("dataset").GetString(), said[0].GetProperty("loss").GetString(),
            said[0].GetProperty("draws").GetInt32(), said[0].GetProperty("texts").GetInt32()));
        Assert.Equal(over.Z, said[0].GetProperty("z").GetDouble(), 0.01);
        Assert.Equal(fits.Sum(f => f.Right), said[0].GetProperty("right").GetInt32());
    }
}
