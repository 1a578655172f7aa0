using DmlStudio.Records;
using DmlStudio.Store;
using DmlStudio.Tests.Shared.Store;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>The verbs around runs, over a folder in which one run is damaged.</summary>
public sealed class RunsCommandTests : IDisposable
{
    private const string One = "r-00aa11bb22cc33dd", Two = "r-00ab11bb22cc33dd";
    private readonly string _root = Directory.CreateTempSubdirectory("runs-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("r-")]
    [InlineData("r")]
    [InlineData("-")]
    public void Resolve_NameWithoutADigit_IsRefusedEvenForTheOnlyRun(string name)
    {
        var store = Filled(One);
        Assert.Throws<InvalidDataException>(() => RunsCommand.Resolve(store, name));
        Assert.Equal(One, RunsCommand.Resolve(store, "0"));
        Assert.Equal(One, RunsCommand.Resolve(store, "r-00aa"));
    }

    [Fact]
    public void Resolve_BeginningOfTwo_IsRefused()
    {
        var store = Filled(One, Two);
        Assert.Contains("2 runs", Assert.Throws<InvalidDataException>(() => RunsCommand.Resolve(store, "00a")).Message,
            StringComparison.Ordinal);
        Assert.Equal(Two, RunsCommand.Resolve(store, "00ab"));
    }

    [Theory]
    [InlineData("runs", "delete", "")]
    [InlineData("explain", "")]
    [InlineData("robustness", "")]
    [InlineData("robustness", "r-")]
    [InlineData("evaluate", "--run", "")]
    [InlineData("runs", "show", "r-")]
    public async Task Run_EmptyNameOfARun_IsWrongInputAndTheRunStays(params string[] command)
    {
        Filled(One);
        var (code, _, errors) = await Trainer.Run([.. command, "--out", _root]);
        Assert.True(code == ExitCodes.WrongInput, errors);
        Assert.Contains("names no run", errors, StringComparison.Ordinal);
        Assert.NotNull(RunStore.Open(_root).Details(One));
    }

    [Fact]
    public async Task Runs_OneDamaged_IsNamedByListShowDoctorMergeAndMendedByRepair()
    {
        Filled(One, Two);
        var part = Path.Combine(_root, "runs", "00", One, "run.db");
        var bytes = File.ReadAllBytes(part);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(part, bytes);
        var (code, output, _) = await Trainer.Run("doctor", "--deep", "--out", _root);
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains($"Run {One} is damaged: {part}", output, StringComparison.Ordinal);
        (code, output, _) = await Trainer.Run("runs", "show", One, "--out", _root);
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains("Still good: summary, figures and curve", output, StringComparison.Ordinal);
        var other = _root + "-other";
        (code, output, _) = await Trainer.Run("runs", "merge", _root, "--out", other);
        Assert.Equal(ExitCodes.FailedCells, code);
        Assert.Contains("1 runs copied", output, StringComparison.Ordinal);
        Assert.Equal(Two, Assert.Single(RunStore.Open(other).Runs()).Id);
        Directory.Delete(other, recursive: true);
        (code, output, _) = await Trainer.Run("runs", "repair", One, "--out", _root);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("run.db", output, StringComparison.Ordinal);
        (code, output, _) = await Trainer.Run("runs", "--out", _root);
        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("Interrupted", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_OfWhatIsNoRunsFolder_IsRefused()
    {
        Filled(One);
        var apart = Path.Combine(_root, "other");
        const string Expected = "expected a runs folder, as --out of the command that made the runs names it";
        var file = Path.Combine(_root, "file");
        await File.WriteAllTextAsync(file, "");
        foreach (var (named, message) in new[]
        {
            (Path.Combine(_root, "none"), $"There is no folder {_root}/none; {Expected}. Name one that exists."),
            (file, $"{file} is a file; {Expected}. Name the folder."),
            ("", "trainer runs merge: the folder is \"\"; expected the name of a runs folder. Name one."),
            (Path.Combine(_root, "runs"), $"{_root}/runs is no runs folder: it holds 00; {Expected}. Did you mean {_root}?"),
            (Path.Combine(_root, "runs", "00"), $"{_root}/runs/00 is no runs folder: it holds {One}; {Expected}. Name it."),
        })
        {
            Assert.Equal((2, message + "\n"), (await Trainer.Run("runs", "merge", named, "--out", apart)) is var (code, _, errors)
                ? (code, errors) : default);
        }
        Assert.False(Directory.Exists(apart));
    }

    /// <summary>A share that has nothing yet is merged as the others are, and not in silence.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("texts")]
    [InlineData("runs")]
    public async Task Merge_OfAFolderWithoutRuns_SaysSo(string inside)
    {
        var empty = Directory.CreateDirectory(Path.Combine(_root, "empty")).FullName;
        Directory.CreateDirectory(Path.Combine(empty, inside));
        var (code, output, _) = await Trainer.Run("runs", "merge", empty, "--out", Path.Combine(_root, "other"));
        Assert.Equal((0, $"{empty} holds no runs yet: 0 runs copied. Merge it again when the command that writes into it has made some.\n"),
            (code, output));
    }

    [Fact]
    public async Task Merge_OfUnfinishedRuns_CountsThem()
    {
        var store = Filled(One);
        using (var writer = store.Claim(Two)) { writer.Progress(SampleRun.Summary(Two), SampleRun.Curve()); }
        var (code, output, _) = await Trainer.Run("runs", "merge", _root, "--out", _root + "/other");
        Assert.Equal((0, "1 runs copied, 0 that were here got what only the other copy had. 1 are not finished there and were not copied; "
            + "the command that made them goes on with them.\n"), (code, output));
    }

    /// <summary>Whoever was told to delete the run might have deleted the good copy.</summary>
    [Fact]
    public async Task Merge_OfARunThatIsDamagedThereAlone_SaysThatNothingNeedsDoing()
    {
        Filled(One);
        var other = Path.Combine(_root, "other");
        Assert.Equal(0, (await Trainer.Run("runs", "merge", _root, "--out", other)).Code);
        foreach (var (name, what) in new[] { ("run.db", "predictions, space and settings: "), ("state.db", "") })
        {
            var part = Path.Combine(_root, "runs", "00", One, name);
            var bytes = File.ReadAllBytes(part);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(part, bytes);
            var (code, output, _) = await Trainer.Run("runs", "merge", _root, "--out", other);
            Assert.Equal((0, $"{One}  {what}the copy in {_root} is damaged; the one in {other} is good and stays. Nothing needs doing.\n"
                + "0 runs copied, 0 that were here got what only the other copy had.\n"), (code, output));
        }
    }

    private RunStore Filled(params string[] ids)
    {
        var store = RunStore.Open(_root);
        foreach (var id in ids)
        {
            using var writer = store.Claim(id);
            writer.Finish(SampleRun.Summary(id, RunStatus.Done), SampleRun.Details());
        }
        return store;
    }
}
