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
