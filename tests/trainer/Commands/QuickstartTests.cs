using System.Diagnostics;
using System.Text.Json;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

public sealed class QuickstartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quickstart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RunScript_StartsQuickstartOfTheTrainer()
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(Repository.Root, "run.ps1")).Where(l => l.Length > 0 && l[0] != '#')];
        Assert.Equal(["dotnet run -c Release --project \"$PSScriptRoot/trainer\" -- quickstart @args", "exit $LASTEXITCODE"], lines);
        // What the first line starts, with arguments passed through: here one that stops before training.
        var (code, _, errors) = Run("quickstart", "--encoder", Path.Combine(_folder, "none"), "--out", Path.Combine(_folder, "runs"));
        Assert.Equal(2, code);
        Assert.Contains(Path.Combine(_folder, "none"), errors, StringComparison.Ordinal);
        Assert.Empty(RunStore.Open(Path.Combine(_folder, "runs")).Runs());
    }

    [Fact]
    public void Quickstart_EncoderInside_NeedsNothingBesideTheCheckout()
    {
        var (code, output, errors) =
            Run("quickstart", "--no-serve", "--json", "--out", _folder, "--datasets", "reviews", "--losses", "cce,cce+proxy-anchor",
                "--repetitions", "1", "--steps", "3", "--masks", "20", "--explain", "1", "--test-texts", "20");
        Assert.True(code == 0, errors);
        Assert.Equal(2, Events(output).Count(e => e.GetProperty("event").GetString() == "run-done"));
        Assert.All(RunStore.Open(_folder).Runs(), r => Assert.Equal("roberta-2x384", r.Encoder));
    }

    [SkippableFact]
    [Trait("Category", "Reference")]
    public void Quickstart_TinyEncoder_MakesFiftyRunsGoesOnAndExplains()
    {
        var encoder = Fixtures.Require("models", "tiny-random-bert");
        string[] arguments = ["quickstart", "--no-serve", "--json", "--encoder", encoder, "--out", _folder, "--steps", "3", "--masks",
            "20", "--explain", "3", "--test-texts", "20", "--precision", "fp32"];
        var (code, output, errors) = Run(arguments);
        Assert.True(code == 0, errors);
        var done = Events(output).Where(e => e.GetProperty("event").GetString() == "run-done").ToArray();
        Assert.Equal(50, done.Length);
        Assert.Equal(10, done.CountBy(e => (e.GetProperty("dataset").GetString(), e.GetProperty("loss").GetString())).Count());
        var store = RunStore.Open(_folder);
        Assert.All(store.Runs().GroupBy(r => (r.Dataset, r.Loss)), cell => Assert.True(cell.Sum(r => r.ExplainedCount) >= 12));
        // Deleting one leaves one to be made.
        store.Delete(store.Runs()[0].Id);
        Assert.Single(Events(Run(arguments).Output), e => e.GetProperty("event").GetString() == "run-done");
        Assert.DoesNotContain(Events(Run(arguments).Output), e => e.GetProperty("event").GetString() == "run-done");
    }

    [Fact]
    public void Doctor_SaysWhatIsWrong()
    {
        // However slow the products are beside other tests: a busy machine is told of, and nothing is wrong with it.
        var (healthy, output, _) = Run("doctor", "--json", "--out", Path.Combine(_folder, "runs"));
        Assert.True(healthy == 0, output);
        var names = Events(output).Where(e => e.GetProperty("event").GetString() == "fact").Select(e => e.GetProperty("name").GetString())
            .ToArray();
        Assert.Superset(new HashSet<string?>() { "TorchSharp", "torch", "device", "cores", "threads", "instructions", "precision",
            "store", "free disk" }, names.ToHashSet());
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var (code, wrong, _) = Run("doctor", "--json", "--out", Path.Combine(_folder, "file"));
        Assert.Equal(2, code);
        Assert.Contains(Events(wrong), e => e.GetProperty("event").GetString() == "wrong"
            && e.GetProperty("message").GetString()!.Contains("--out", StringComparison.Ordinal));
    }

    [Fact]
    public void List_NamesTheEncoderInsideWithItsCard()
    {
        var (code, output, _) = Run("list");
        Assert.Equal(0, code);
        Assert.Contains("roberta-2x384", output, StringComparison.Ordinal);
        Assert.Contains("distilled from", output, StringComparison.Ordinal);
    }

    private static JsonElement[] Events(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "DmlStudio.Trainer.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
