using DmlStudio.Claims;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Claims;

public sealed class ClaimCheckTests : IDisposable
{
    private const string Own = "title: Ours\nsource: wiki\nclaims:\n  - name: a\n    says: A.\n    missing: x\n";

    private static readonly ClaimExperiment Small = new("small", ["toy"]);

    private static readonly Paper Paper = new("mine", "T", "S") { Experiments = [Small], Claims = [ClaimRuns.Claim] };

    private readonly string _folder = Directory.CreateTempSubdirectory("claims-").FullName,
        _other = Directory.CreateTempSubdirectory("claims-").FullName;

    private RunStore Store => RunStore.Open(_folder, tolerant: true);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_other, recursive: true);
    }

    [Fact]
    public void Of_RunsOfNotedConfigurations_AreTheEvidence()
    {
        Fill();
        Assert.Equal(Verdict.CannotTell, Finding().Verdict);
        Note(Small, ClaimRuns.Configuration("cce", "toy"), ClaimRuns.Configuration("proxy-anchor", "toy"));
        var finding = Finding();
        Assert.Equal(("tiny", Verdict.Agrees, 4), (finding.Encoder, finding.Verdict, finding.Fewest));
        Assert.Equal(0.05, finding.Average!.Mean, 12);
        Assert.Equal("small: tiny, protocol recommended, 20 training texts, 4 draws a dataset, toy", ClaimWords.Basis(finding));
    }

    [Fact]
    public void Of_RunsMadeForAnotherWording_AreNotTaken()
    {
        Fill();
        Note(Small with { Shots = 21 }, ClaimRuns.Configuration("cce", "toy"), ClaimRuns.Configuration("proxy-anchor", "toy"));
        Assert.Empty(Finding().Cells);
    }

    /// <summary>Experiments that differ in their datasets alone share a mark, and each is judged by its own datasets.</summary>
    [Fact]
    public void Of_ExperimentsOnOtherDatasets_HaveTheirOwnRuns()
    {
        Fill();
        Fill("our-texts", 0.1);
        var other = new ClaimExperiment("other", ["somewhere/Our texts.csv.gz"]);
        Assert.Equal(Small.Mark, other.Mark);
        Note(Small, ClaimRuns.Configuration("cce", "toy"), ClaimRuns.Configuration("proxy-anchor", "toy"));
        Note(other, ClaimRuns.Configuration("cce", "our-texts"), ClaimRuns.Configuration("proxy-anchor", "our-texts"));
        var findings = new ClaimCheck(Store).Of(Paper with { Experiments = [Small, other] }, ClaimRuns.Claim);
        Assert.Equal([("small", "toy"), ("other", "our-texts")],
            findings.Select(f => (f.Experiment!.Name, Assert.Single(f.Cells).Dataset)));
        Assert.All(findings.Zip([0.05, 0.15]), x => Assert.Equal(x.Second, x.First.Average!.Mean, 12));
    }

    [Fact]
    public void Of_TwoRulesOfOneLoss_ArePairedRunByRun()
    {
        Fill();
        Note(Small, ClaimRuns.Configuration("proxy-anchor", "toy"));
        var claim = ClaimRuns.Claim with { Baseline = "proxy-anchor", BaselineRule = "head", Rule = "nearest-proxy" };
        var finding = new ClaimCheck(Store).Of(Paper, claim)[0];
        Assert.Equal(0.1, finding.Average!.Mean, 12);
        Assert.Equal(finding.Cells[0].Baseline, finding.Cells[0].Configuration);
    }

    /// <summary>One loss beside itself in two figures of the same runs; without the second figure there is no difference to find.</summary>
    [Fact]
    public void Of_TwoFiguresOfOneLoss_ArePairedRunByRun()
    {
        foreach (var (repetition, gap) in new[] { (0, 0.1), (1, 0.2), (2, 0.3) })
        {
            var run = ClaimRuns.Of("cce", repetition, 0.5);
            ClaimRuns.Publish(Store, run with
            {
                Metrics = [new MetricValue("head", "accuracy-near", 0.5 + gap), new MetricValue("head", "accuracy-far", 0.5)],
            });
        }
        Note(Small, ClaimRuns.Configuration("cce", "toy"));
        var claim = ClaimRuns.Claim with { Loss = "cce", Baseline = "cce", Metric = "accuracy-near", BaselineMetric = "accuracy-far" };
        Assert.Equal(0.2, new ClaimCheck(Store).Of(Paper, claim)[0].Average!.Mean, 12);
        Assert.Equal("Accuracy near the mean over Accuracy far from the mean", ClaimWords.Measure(claim));
        Assert.Empty(new ClaimCheck(Store).Of(Paper, claim with { BaselineMetric = "nll" })[0].Cells);
    }

    /// <summary>A word of the file was mended: the store marks both contents, and the verdict is that of what the latest runs read.
    /// </summary>
    [Fact]
    public void Of_FileThatWasChanged_IsJudgedByItsLatestContent()
    {
        Fill();
        Note(Small, Both());
        Fill(variant: "mended", later: 1000, more: 0.1);
        Note(Small, Both("mended"));
        var cell = Assert.Single(Finding().Cells);
        Assert.Matches("^toy@[0-9a-f]{6}$", cell.Dataset);
        Assert.Equal(0.15, cell.Gain.Gain, 12);
    }

    /// <summary>The content was met under another name first, by which the store shows it.</summary>
    [Fact]
    public void Of_ContentThatCameUnderTwoNames_IsFoundByItsOwn()
    {
        ClaimRuns.Publish(Store, Content(ClaimRuns.Of("cce", 0, 0.5, "older")) with { StartedAt = 1 });
        Fill(run: Content);
        Note(Small, Both());
        Assert.Equal("older", Assert.Single(Finding().Cells).Dataset);
        Assert.Equal(Verdict.Agrees, Finding().Verdict);
        // Runs of the older name were made for no claim.
        Assert.Equal(4, Finding().Fewest);
    }

    /// <summary>Two commands of other settings, the second without the claimed loss: its baseline is no partner.</summary>
    [Fact]
    public void Of_RunsOfTwoCommands_ArePairedWithinOne()
    {
        Fill();
        Note(Small, Both());
        foreach (var i in Enumerable.Range(0, 4)) { ClaimRuns.Publish(Store, Later(ClaimRuns.Of("cce", i, 0.3, variant: "bf16"), 1000)); }
        Note(Small, ClaimRuns.Configuration("cce", "toy", "bf16"));
        Assert.Equal(0.05, Finding().Average!.Mean, 12);
        // The second command goes on and is stopped after a draw: most shared draws count.
        ClaimRuns.Publish(Store, Later(ClaimRuns.Of("proxy-anchor", 0, 0.9, variant: "bf16"), 2000));
        Note(Small, Both("bf16"));
        Assert.Equal((4, 0.05), (Finding().Fewest, Math.Round(Finding().Average!.Mean, 12)));
        // With as many the later one counts.
        foreach (var i in Enumerable.Range(1, 3))
        {
            ClaimRuns.Publish(Store, Later(ClaimRuns.Of("proxy-anchor", i, 0.9 + i / 100.0, variant: "bf16"), 2000));
        }
        Assert.Equal(0.615, Finding().Average!.Mean, 12);
    }

    [Fact]
    public void Note_TheSameTwice_IsOneFile()
    {
        Note(Small, "c-0000000000000001", "c-0000000000000002");
        Note(Small, "c-0000000000000002", "c-0000000000000001");
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "claims")));
        Assert.Equal(["c-0000000000000001", "c-0000000000000002"], Assert.Single(new ClaimLedger(Store).All([])).Configurations);
    }

    [Fact]
    public void Note_ThatIsDamaged_IsToldAndTheOthersStand()
    {
        Note(Small, "c-0000000000000001");
        Note(Small, "c-0000000000000002");
        var file = Directory.GetFiles(Path.Combine(_folder, "claims")).Order().First();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains(file, Assert.Single(new ClaimCheck(Store).Faults), StringComparison.Ordinal);
        Assert.Contains(Store.Check(deep: false).Damaged, d => d.Id.StartsWith("claims", StringComparison.Ordinal));
    }

    [Fact]
    public void Merge_OfTwoFolders_TakesNotesAndOwnFilesAlong()
    {
        Fill();
        Note(Small, ClaimRuns.Configuration("cce", "toy"), ClaimRuns.Configuration("proxy-anchor", "toy"));
        File.WriteAllText(Path.Combine(_folder, "claims", "ours.yaml"), Own);
        RunStore.Open(_other).Merge(_folder);
        var there = RunStore.Open(_other);
        Assert.Equal(Verdict.Agrees, new ClaimCheck(there).Of(Paper, ClaimRuns.Claim)[0].Verdict);
        Assert.Contains(PaperShelf.Of(there).Papers, p => p.Key == "ours");
    }

    [Fact]
    public void Shelf_OwnFiles_StandBehindThoseInsideAndFaultsAreTold()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "claims"));
        File.WriteAllText(Path.Combine(_folder, "claims", "ours.yaml"), Own);
        File.WriteAllText(Path.Combine(_folder, "claims", "wrong.yaml"), "titel: x\n");
        File.WriteAllText(Path.Combine(_folder, "claims", "sup-con.yaml"), Own);
        var shelf = PaperShelf.Of(Store);
        Assert.Equal(("ours", false), (shelf.Papers[^1].Key, shelf.Papers[^1].IsInside));
        Assert.Equal(PaperTable.All.Count + 1, shelf.Papers.Count);
        Assert.Equal(2, shelf.Faults.Count);
        // Who is shown a part of the folder is not shown what its owner wrote.
        Assert.Equal(PaperTable.All, PaperShelf.Of(Store.Within(new StoreScope { Experiment = "sample" })).Papers);
    }

    [Fact]
    public void Keep_AFileOfOnesOwn_LiesBesideTheRuns()
    {
        var mine = Path.Combine(_other, "ours.yaml");
        File.WriteAllText(mine, Own);
        var kept = Path.Combine(_folder, "claims", "ours.yaml");
        Assert.Null(PaperShelf.Keep(Store, mine));
        Assert.Equal(Own, File.ReadAllText(kept));
        Assert.Null(PaperShelf.Keep(Store, mine));
        // Other claims under the same name are told of.
        File.WriteAllText(mine, Own + "# more\n");
        Assert.Equal(kept, PaperShelf.Keep(Store, mine));
        File.Move(mine, Path.Combine(_other, "scal.yaml"));
        Assert.Contains("Rename the file", Assert.Throws<InvalidDataException>(() =>
            PaperShelf.Keep(Store, Path.Combine(_other, "scal.yaml"))).Message, StringComparison.Ordinal);
    }

    private ClaimFinding Finding() => new ClaimCheck(Store).Of(Paper, ClaimRuns.Claim)[0];

    private void Note(ClaimExperiment experiment, params string[] configurations) =>
        new ClaimLedger(Store).Note(new ClaimLedger.Entry("mine", experiment.Mark, configurations));

    private static string[] Both(string variant = "") =>
        [ClaimRuns.Configuration("cce", "toy", variant), ClaimRuns.Configuration("proxy-anchor", "toy", variant)];

    private static RunSummary Content(RunSummary run) => run with { Content = new string('c', 64) };

    private static RunSummary Later(RunSummary run, long by) => run with { FinishedAt = run.FinishedAt + by };

    private void Fill(string dataset = "toy", double more = 0, string variant = "", long later = 0,
        Func<RunSummary, RunSummary>? run = null)
    {
        // Another content under the same name has another checksum.
        RunSummary Made(string loss, int i, double accuracy)
        {
            var made = Later(ClaimRuns.Of(loss, i, accuracy, dataset, variant: variant), later);
            made = variant.Length == 0 ? made : made with { Corpus = new string('e', 64) };
            return run is null ? made : run(made);
        }
        foreach (var i in Enumerable.Range(0, 4))
        {
            ClaimRuns.Publish(Store, Made("cce", i, 0.5));
            ClaimRuns.Publish(Store, Made("proxy-anchor", i, 0.52 + 0.02 * i + more));
        }
    }
}
