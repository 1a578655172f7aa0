using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>What is compared is the same, and what a figure rests on is said: from the command line, as people do it.</summary>
public sealed class SamenessTests : IDisposable
{
    private static readonly string[] Topics = ["refund of the invoice", "parcel that never came", "praise for the staff"];
    private readonly string _folder = Directory.CreateTempSubdirectory("sameness-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Runs => Path.Combine(_folder, "runs");

    /// <summary>A table of three labels, <paramref name="each"/> texts of each; <paramref name="shift"/> turns the labels round.</summary>
    private string Table(string name, int each = 12, int shift = 0, string ending = "\n")
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "text,label" + ending
            + string.Concat(Enumerable.Range(0, 3 * each)
                .Select(i => $"message {i} about the {Topics[i % 3]},{"abc"[(i + shift * (i / 3 % 2)) % 3]}{ending}")));
        return path;
    }

    private Task<string> Run(string table, string losses, params string[] more) => Run(12, table, losses, more);

    private async Task<string> Run(int shots, string table, string losses, params string[] more)
    {
        var (code, output, errors) =
            await Trainer.Run(["run", "--datasets", table, "--losses", losses, "--shots", $"{shots}", "--steps", "2", "--repetitions",
                "2", "--out", Runs, .. more]);
        Assert.True(code == 0, output + errors);
        return output;
    }

    private async Task<string> TableOf(params string[] more) => (await Trainer.Run(["runs", "table", "--out", Runs, .. more])).Output;

    [Fact]
    public async Task TwoFilesOfOneName_AreTwoDatasets_AndNeverAPair()
    {
        await Run(Table("a/data.csv"), "cce,proxy-anchor");
        var said = await Run(Table("b/data.csv", shift: 1), "cce");
        var names = RunStore.Open(Runs).Runs().GroupBy(r => r.Dataset)
            .ToDictionary(g => g.Key, g => g.Select(r => r.Loss).Distinct().Order().ToArray());
        Assert.Equal(2, names.Count);
        Assert.All(names.Keys, n => Assert.Matches("^data@[0-9a-f]{6}$", n));
        var second = names.Single(n => n.Value.Length == 1).Key;
        Assert.Contains($"Several datasets are called data. This one is shown as {second}, beside "
            + $"{names.Keys.Single(n => n != second)}; they are never compared with each other.", said, StringComparison.Ordinal);
        Assert.Contains($"[1/2] {second} cce repetition 0", said, StringComparison.Ordinal);
        var table = await TableOf();
        Assert.Equal(2, table.Split("### data@").Length - 1);
        // The second holds CCE alone, so nothing of it is a gain.
        Assert.DoesNotContain("ProxyAnchor", table.Split("### ").Single(t => t.StartsWith(second, StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEditedFile_HasNoGainOverTheUneditedOne()
    {
        await Run(Table("mine.csv"), "cce");
        await Run(Table("mine.csv", shift: 1), "proxy-anchor");
        var table = await TableOf();
        Assert.Equal(2, table.Split("### mine@").Length - 1);
        Assert.Matches(@"\| ProxyAnchor \| 2 \| [0-9.]+ ± [0-9.]+ \| – \| – \| – \| – \|", table);
    }

    /// <summary>A dataset is what it holds: neither its name, nor how lines end, makes another of it.</summary>
    [Fact]
    public async Task OneContentUnderTwoNames_IsOneDataset_AndAPair()
    {
        await Run(Table("mine.csv"), "cce");
        var said = await Run(Table("copy.csv", ending: "\r\n"), "proxy-anchor");
        Assert.Contains("copy holds the same texts and labels as mine, and is shown under that name", said, StringComparison.Ordinal);
        Assert.Equal(["mine"], RunStore.Open(Runs).Runs().Select(r => r.Dataset).Distinct());
        Assert.Matches(@"\| ProxyAnchor \| 2 \| [0-9.]+ ± [0-9.]+ \| [-+]?[0-9.]+ \|", await TableOf());
    }

    [Fact]
    public async Task AUsersTableOfABuiltInName_StandsBesideIt()
    {
        await Run("support", "cce", "--test-texts", "40");
        await Run(Table("support.csv"), "cce");
        Assert.Equal(2, RunStore.Open(Runs).Runs().Select(r => r.Dataset).Distinct()
            .Count(d => d.StartsWith("support@", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TargetsOfOneName_AreTwoTargets()
    {
        var said = await Run(Table("a/data.csv"), "cce", "--test-on", $"{Table("b/data.csv", shift: 1)},{Table("c/data.csv", each: 10)}");
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Matches(said, "data@[0-9a-f]{6}").Select(m => m.Value).Distinct().Count());
    }

    [Fact]
    public async Task ASecondName_IsToldWhoHasTheRuns()
    {
        var table = Table("m.csv");
        await Run(table, "cce", "--name", "first");
        Assert.Contains("2 of the 2 runs are here already, made as experiment first, and keep that name: a run is made once. See them "
            + "with \"trainer runs table --experiment first\".", await Run(table, "cce", "--name", "second"), StringComparison.Ordinal);
        var (code, _, errors) = await Trainer.Run("runs", "table", "--experiment", "second", "--out", Runs);
        Assert.Equal(2, code);
        Assert.Contains("experiment: \"second\" is not known. Did you mean \"first\"? Known: first.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALossThatNeverHasAPair_SaysSoAtTheFirstBatch_AndCounts()
    {
        var said = await Run(3, Table("m.csv"), "sup-con,triplet,cce+sup-con,ensemble(sup-con,proxy-anchor)");
        Assert.Equal(8, said.Split("found no pair of texts in the first batch, so its value and gradient are 0.").Length - 1);
        Assert.Contains("; no pair in 2 of 2 steps", said, StringComparison.Ordinal);
        Assert.Contains("; no pair for sup-con in 2 of 2 steps", said, StringComparison.Ordinal);
        Assert.All(RunStore.Open(Runs).Runs().Where(r => r.Loss is "sup-con" or "triplet" or "cce+sup-con"),
            r => Assert.Equal([new SkippedSteps("", 2)], r.Skipped));
        Assert.DoesNotContain("no pair", await Run(Table("m.csv"), "sup-con"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FewerShotsThanLabels_NamesTheLabelsWithoutATrainingText()
    {
        var path = Path.Combine(_folder, "o.csv");
        File.WriteAllText(path, "text,label\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => $"words {i} of kind {i % 20},kind{i % 20}\n")));
        var said = await Run(path, "cce", "--folds", "3");
        Assert.Contains("o: 12 training texts leave 8 of 20 labels without any, so no text can be given them. In repetition 0: kind",
            said, StringComparison.Ordinal);
        Assert.Contains("; 8 labels without a training text)", said, StringComparison.Ordinal);
        var run = RunStore.Open(Runs).Runs().First(r => r.Repetition == 0);
        Assert.Equal(8, run.Untrained.Count);
        Assert.Contains("untrained", (await Trainer.Run("runs", "show", run.Id, "--out", Runs)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunWithoutAHeldOutText_FailsAndHasNoFigure()
    {
        // Every text of a label is the same: whatever is held out was trained on.
        var path = Path.Combine(_folder, "copies.csv");
        File.WriteAllText(path, "text,label\n"
            + string.Concat(Enumerable.Range(0, 30).Select(i => $"the same words of {"xy"[i % 2]},{"xy"[i % 2]}\n")));
        var (code, output, _) = await Trainer.Run("run", "--datasets", path, "--losses", "cce", "--shots", "12", "--steps", "2",
            "--repetitions", "1", "--out", Runs);
        Assert.Equal(4, code);
        Assert.Contains("failed: No held-out text is left to judge this run by", output, StringComparison.Ordinal);
        var run = RunStore.Open(Runs).Runs().Single();
        Assert.Equal((RunStatus.Failed, 0), (run.Status, run.Metrics.Count));
    }

    [Fact]
    public async Task FewHeldOutTexts_AreSaidWhereTheFigureStands()
    {
        Assert.Contains(" texts; fewer than 30)", await Run(Table("m.csv"), "cce"), StringComparison.Ordinal);
        Assert.Contains("Few held-out texts: ", await TableOf(), StringComparison.Ordinal);
        Assert.DoesNotContain("fewer than", await Run(Table("large.csv", each: 60), "cce"), StringComparison.Ordinal);
    }
}
