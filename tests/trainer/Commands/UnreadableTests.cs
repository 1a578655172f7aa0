using System.Diagnostics;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Files and folders of a store that may not be read, met by a user who is not root: named, the rest shown, nothing
/// forgotten.</summary>
public sealed class UnreadableTests : IDisposable
{
    private const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const string Closed = "r-00aa11bb22cc33dd", Other = "r-01aa11bb22cc33dd";
    private readonly string _root = Directory.CreateTempSubdirectory("unreadable-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>What is closed, the command, its exit code, and what it says.</summary>
    public static TheoryData<string, string, int, string[]> Commands => new()
    {
        { "runs/00/" + Closed, "runs", 0, [$"{Closed}/state.db cannot be read: ", Other] },
        { $"runs/00/{Closed}/state.db", "runs", 0, [$"{Closed}/state.db cannot be read: ", Other] },
        { $"runs/00/{Closed}/state.db", "doctor", 2, [$"Run {Closed} cannot be read: ", "See to it that you may read it"] },
        // Tokens are their owner's alone: that is no damage, and what is told is that nothing can be written.
        { "access.db", "doctor", 2, ["cannot be written", " to repair"] },
        { "runs", "runs", 2, ["/runs cannot be listed: ", "See to it that you may read it"] },
        { "", "runs", 2, ["/runs cannot be listed: "] },
        { "", "doctor", 2, ["cannot be"] },
        { "runs", "doctor", 2, ["/runs cannot be listed: "] },
        { "transfer", "doctor", 2, ["/transfer cannot be listed: "] },
        { $"runs/00/{Closed}/run.db", "doctor --deep", 2, [$"{Closed}/run.db cannot be read: ", "Not shown: predictions"] },
        { $"runs/00/{Closed}/run.db", $"runs show {Closed}", 2, [$"{Closed}/run.db cannot be read: ", "Not shown: predictions"] },
        { $"runs/00/{Closed}/run.db", $"runs repair {Closed}", 2, ["cannot be written"] },
        { "texts", "doctor", 2, ["/texts cannot be listed: "] },
    };

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task Command_StoreOfAnother_NamesWhatItMayNotRead(string closed, string command, int code, string[] says)
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs modes of files.");
        var start = Trainer.How([.. command.Split(' '), "--out", _root]);
        Skip.IfNot(AsSomebodyElse(start), "This is root, and no other user can run the program here (setpriv, and a checkout that all may "
            + "read).");
        if (OperatingSystem.IsWindows()) { return; }
        File.SetUnixFileMode(_root, Open);
        Fill();
        var path = Path.Combine(_root, closed);
        File.SetUnixFileMode(path, UnixFileMode.None);
        try
        {
            using var process = Process.Start(start)!;
            var (found, output, errors) = await Trainer.End(process);
            Assert.True(code == found, $"{found}\n{output}\n{errors}");
            Assert.All(says, s => Assert.Contains(s, output + errors, StringComparison.Ordinal));
            if (closed == "access.db")
            {
                Assert.Single((output + errors).Split('\n'), l => l.StartsWith("wrong: ", StringComparison.Ordinal));
            }
            // It may be whole, and deleting would lose it.
            Assert.DoesNotContain("runs delete", output + errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at DmlStudio", output + errors, StringComparison.Ordinal);
        }
        finally { File.SetUnixFileMode(path, Open); }
        Assert.Empty(RunStore.Open(_root).Check(deep: true).Damaged);
    }

    // Modes stop everybody but root, who runs the program as nobody.
    private static bool AsSomebodyElse(ProcessStartInfo start)
    {
        if (Environment.UserName != "root") { return true; }
        string[] nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("setpriv", [.. nobody, "dotnet", Trainer.Program, "--version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            probe.WaitForExit();
            if (probe.ExitCode != 0) { return false; }
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
        foreach (var part in nobody.Append(start.FileName).Reverse()) { start.ArgumentList.Insert(0, part); }
        start.FileName = "setpriv";
        start.Environment["HOME"] = Path.GetTempPath();
        return true;
    }

    private void Fill()
    {
        var store = RunStore.Open(_root);
        var corpus = new string('a', 64);
        store.PublishTexts(new TextSet("toy", corpus, ["no", "yes"], [new TextRecord("toy-1", "a", null, 0)]));
        foreach (var id in new[] { Closed, Other })
        {
            using var writer = store.Claim(id);
            var summary = new RunSummary
            {
                Id = id,
                Configuration = "c-0123456789abcdef",
                Experiment = "test",
                Dataset = "toy",
                Corpus = corpus,
                Labels = ["no", "yes"],
                Loss = "cce",
                LossTitle = "CCE",
                Family = "ce",
                Encoder = "tiny",
                Shots = 4,
                Fold = 0,
                Folds = 5,
                Repetition = 0,
                Seed = 1,
                StartedAt = 1000,
                HeardAt = 2000,
                Status = RunStatus.Done,
                TestCount = 1,
                Metrics = [new MetricValue("head", "accuracy", 1)],
            };
            writer.Progress(summary with { Status = RunStatus.Running }, TrainingCurve.Empty);
            writer.Finish(summary, new RunDetails
            {
                Settings = [],
                Environment = [],
                Command = "trainer run",
                Curve = TrainingCurve.Empty,
                Predictions = new Predictions([0], [0], [new RulePredictions("head", [0], [1, 0])], [1], [0]),
                Space = new Space([1, 2], [1, 2], [0], [0], [3, 4], [1], [10], [.5f, .25f]),
            });
        }
        new AccessTokens(_root).Create(null, true, 1, DateTimeOffset.UnixEpoch);
        TransferStore.Open(_root).Publish(new TransferResult
        {
            Id = "t-00000001",
            Encoder = "small",
            Checksum = "abc",
            Pooling = "mean",
            Size = 8,
            Settings = [],
            Command = "trainer evaluate",
        });
    }
}
