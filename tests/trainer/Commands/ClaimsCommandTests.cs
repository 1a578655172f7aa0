using System.Text;
using System.Text.Json;
using DmlStudio.Claims;
using DmlStudio.Store;
using DmlStudio.Trainer.Commands;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Runs;
using DmlStudio.Trainer.Training.Objectives;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class ClaimsCommandTests : IDisposable
{
    private const string Mine = """
        title: Ours
        source: wiki
        experiments:
          - name: small
            shots: 12
            draws: 3
            datasets: [support, subj]
            settings: { steps: 3, test-texts: 20, cce.steps: 2 }
        claims:
          - name: proxies
            says: Proxies help.
            figure: 2
            read-in: wiki
            loss: cce+proxy-anchor
            baseline: cce
          - name: gpu
            says: A GPU helps.
            missing: a GPU.
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("claims-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Keys() => [.. PaperTable.All.Select(p => p.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Paper_ThatComesWithTheProgram_IsAnExperimentThatRunUnderstands(string key)
    {
        var paper = PaperTable.Find(key)!;
        foreach (var (_, _, needs) in DatasetTable.All) { Directory.CreateDirectory(Path.Combine(_folder, needs)); }
        var folders = DataFolders.Default(_folder);
        foreach (var experiment in paper.Experiments)
        {
            Assert.All(experiment.Datasets, d => Assert.Contains(DatasetTable.All, k => k.Name == d));
            Assert.NotNull(Protocol.Of(experiment.Protocol));
            Assert.All(paper.LossesOf(experiment), l => Assert.Equal(l, ObjectiveTable.Parse(l).Text));
            var arguments = new ClaimRun(paper, experiment, folders).Arguments();
            Assert.Empty(Verbs.All().Parse(arguments).Errors);
            Assert.Contains($"--name=claim-{key}-{experiment.Name}", arguments);
        }
        // The first needs nothing but the program, where anything can be checked at all.
        var none = DataFolders.Default(Path.Combine(_folder, "none"));
        if (paper.Experiments is [var first, ..]) { Assert.Empty(new ClaimRun(paper, first, none).Absent); }
    }

    /// <summary>The whole way: a file of one's own, the encoder inside, the runs, the verdict, and nothing twice.</summary>
    [Fact]
    public async Task Run_AClaimOfOnesOwn_MakesTheRunsAndComputesTheVerdict()
    {
        string mine = Path.Combine(_folder, "ours.yaml"), runs = Path.Combine(_folder, "runs"), none = Path.Combine(_folder, "none");
        File.WriteAllText(mine, Mine);
        string[] command = ["claims", "run", mine, "--out", runs, "--data", none, "--json", "--precision", "fp32"];
        var (code, output, errors) = await Trainer.Run(command);
        Assert.True(code == 0, errors);
        Assert.Equal(6, Of(output, "run-done").Length);
        Assert.Equal("subj", Assert.Single(Of(output, "left-out")).GetProperty("dataset").GetString());
        var findings = Of(output, "finding");
        Assert.Equal(["proxies", "gpu"], findings.Select(f => f.GetProperty("claim").GetString()));

        var store = RunStore.Open(runs);
        var finding = new ClaimCheck(store).Of(PaperFile.Read(mine), PaperFile.Read(mine).Claims[0])[0];
        Assert.Equal((3, "roberta-2x384"), (finding.Fewest, finding.Encoder));
        Assert.Equal(finding.Average!.Mean, findings[0].GetProperty("found").GetDouble());
        Assert.Equal(ClaimWords.Sentence(finding), findings[0].GetProperty("words").GetString());
        Assert.Equal("Cannot be checked here: a GPU.", findings[1].GetProperty("words").GetString());
        Assert.All(store.Runs(), r => Assert.Equal(("claim-ours-small", 12, 20), (r.Experiment, r.Shots, r.TestCount)));
        Assert.All(store.Runs(), r => Assert.Equal(r.Loss == "cce" ? 2 : 3, r.Steps));

        var again = await Trainer.Run(command);
        Assert.Empty(Of(again.Output, "run-done"));
        Assert.Equal(findings[0].GetRawText(), Of(again.Output, "finding")[0].GetRawText());
        // It lies beside the runs now, where list and pages find it; one more draw is one more.
        Assert.Contains("ours", Of((await Trainer.Run("claims", "--out", runs, "--json")).Output, "paper")
            .Select(p => p.GetProperty("paper").GetString()));
        var more = await Trainer.Run("claims", "run", "ours", "--out", runs, "--data", none, "--json", "--precision", "fp32",
            "--draws", "4");
        Assert.Equal(2, Of(more.Output, "run-done").Length);
        Assert.Equal(4, Of(more.Output, "finding")[0].GetProperty("draws").GetInt32());
    }

    [Fact]
    public async Task Run_SomeClaims_PlansTheLossesThatTheyCompare()
    {
        var (code, output, errors) = await Trainer.Run("claims", "run", "revisiting-dml", "--claims", "above-triplet,proxy-inference",
            "--draws", "1", "--out", _folder, "--json", "--dry-run");
        Assert.True(code == 0, errors);
        Assert.Equal(["cce+proxy-anchor", "cce+triplet"],
            Of(output, "cell").Select(c => c.GetProperty("loss").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_DataThatIsNotAtHand_CannotBeCheckedHere()
    {
        var (code, output, errors) = await Trainer.Run("claims", "run", "scal", "--experiment", "n100", "--out", _folder,
            "--data", _folder);
        Assert.True(code == 0, errors);
        Assert.Contains("Cannot be checked here: the data of sst2, mrpc is not at hand", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "runs")));
    }

    [Theory]
    [InlineData("claims: \"nix\" is not known. Did you mean \"", "run", "nix")]
    [InlineData("experiments of scal: \"n10\" is not known. Did you mean \"n100\"?", "run", "scal", "--experiment", "n10")]
    [InlineData("claims of scal: \"scla\" is not known. Did you mean \"scal\"?", "run", "scal", "--claims", "scla")]
    [InlineData("--draws is 0; expected a whole number from 1 to 10000.", "run", "scal", "--draws", "0")]
    [InlineData("The experiment paper-n20 of revisiting-dml checks none of these claims. above-sup-con is checked by other experiments of "
        + "revisiting-dml: inside, n20, n100, n1000.", "run", "revisiting-dml", "--experiment", "paper-n20", "--claims", "above-sup-con")]
    [InlineData("There is no file nix.yaml. Name an existing .yaml file.", "show", "nix.yaml")]
    public async Task Run_WrongWords_AreRefusedByName(string expected, params string[] words)
    {
        var (code, _, errors) = await Trainer.Run(["claims", .. words, "--out", _folder]);
        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_APaper_TellsItsFactsAndTheCommand()
    {
        var (code, output, _) = await Trainer.Run("claims", "show", "dml-few-shot", "--out", _folder);
        Assert.Equal(0, code);
        Assert.Contains("published: +2.89 points (+0.04 to +13.48) (abstract)", output, StringComparison.Ordinal);
        Assert.Contains("-- claims run dml-few-shot", output, StringComparison.Ordinal);
        Assert.Contains("inside: Cannot be told: there are no runs of it yet.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AClaimThatCannotBeChecked_SaysWhatIsMissing()
    {
        var (code, output, errors) = await Trainer.Run("claims", "run", "triple-entropy", "--claims", "gain-by-size", "--out", _folder);
        Assert.True(code == 0, errors);
        Assert.Contains("Cannot be checked here: the bounds of small", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnotherFileOfTheSameName_IsToldWhatItReplaces()
    {
        var mine = Path.Combine(_folder, "ours.yaml");
        string[] command = ["claims", "run", mine, "--claims", "gpu", "--out", Path.Combine(_folder, "runs"), "--json"];
        File.WriteAllText(mine, Mine);
        Assert.Empty(Of((await Trainer.Run(command)).Output, "replaced"));
        File.WriteAllText(mine, Mine.Replace("Proxies help.", "Proxies do help.", StringComparison.Ordinal));
        Assert.Equal(Path.Combine(_folder, "runs", "claims", "ours.yaml"),
            Assert.Single(Of((await Trainer.Run(command)).Output, "replaced")).GetProperty("file").GetString());
        Assert.Empty(Of((await Trainer.Run(command)).Output, "replaced"));
    }

    [Fact]
    public async Task Run_AFlagThatTheExperimentSets_IsRefused()
    {
        var mine = Path.Combine(_folder, "ours.yaml");
        File.WriteAllText(mine, Mine.Replace("{ steps: 3,", "{ precision: fp32, steps: 3,", StringComparison.Ordinal));
        var (code, _, errors) = await Trainer.Run("claims", "run", mine, "--out", _folder, "--precision", "fp32", "--dry-run");
        Assert.Equal(2, code);
        Assert.Contains("--precision is given, and the experiment small sets it: fp32.", errors, StringComparison.Ordinal);
    }

    /// <summary>The page names every paper and claim of today with what was published; its own example is one.</summary>
    [Fact]
    public void Document_OfClaims_IsThatOfThePapersOfToday()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "claims.md"));
        foreach (var paper in PaperTable.All)
        {
            Assert.Contains($"\n## {paper.Key}\n", page, StringComparison.Ordinal);
            Assert.All(paper.Claims, c => Assert.Contains($"- **{c.Name}**: {c.Says} Published: {ClaimWords.Published(c)}.", page,
                StringComparison.Ordinal));
            Assert.All(paper.Experiments, e => Assert.Contains($"`{e.Name}` ({e.Words})", page, StringComparison.Ordinal));
        }
        var sample = PaperFile.Read(Encoding.UTF8.GetBytes(ClaimsMarkdown.Sample), "tickets.yaml", "tickets");
        Assert.Equal([true, false], sample.Claims.Select(c => c.IsCheckable));
        Assert.All(ClaimsMarkdown.Sample.TrimEnd().Split('\n'), l => Assert.Contains("    " + l + "\n", page, StringComparison.Ordinal));
    }

    private static JsonElement[] Of(string output, string kind) =>
        [.. Trainer.Events(output).Where(e => e.GetProperty("event").GetString() == kind)];
}
