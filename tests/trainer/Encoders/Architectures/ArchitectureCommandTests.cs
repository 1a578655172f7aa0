using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Encoders.Architectures;

/// <summary>Every kind of encoder from the command line: trained, its kept weights opened again by explanations that need gradients, word
/// vectors and attention, and probed while frozen.</summary>
public sealed class ArchitectureCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("architecture-run-").FullName;

    public static TheoryData<string> Kinds => Twins.Names;

    private string Encoder => Path.Combine(_root, "encoder");

    private string Texts => Path.Combine(_root, "mine.csv");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RunExplainAndProbe_TinyCheckpoint_DoTheirWork(string kind)
    {
        Make(kind);
        string[] run = ["run", "--encoder", Encoder, "--datasets", Texts, "--losses", "cce+proxy-anchor", "--repetitions", "1", "--shots",
            "12", "--steps", "60", "--length-groups", "2",
            "--learning-rate", "2e-3", "--precision", "fp32", "--test-texts", "16", "--keep-weights", "true", "--out", _root];
        await Done(run);
        var store = RunStore.Open(_root);
        var made = Assert.Single(store.Runs());
        Assert.Equal(RunStatus.Done, made.Status);
        var accuracy = made.Metrics.First(m => m.Name == "accuracy").Value;
        Assert.True(accuracy > 0.7, $"accuracy {accuracy}");

        await Done(["explain", made.Id, "--methods",
            "attention-rollout,integrated-gradients,gradient-x-input,saliency,leave-one-out,pooled-direct", "--targets",
            "probability,proxy-similarity",
            "--texts", "2", "--nodes", "20", "--out", _root]);
        var explained = store.AllExplanations(made.Id);
        Assert.Equal(["attention-rollout", "gradient-x-input", "integrated-gradients", "leave-one-out", "pooled-direct", "saliency"],
            explained.Select(e => e.Method).Distinct().Order(StringComparer.Ordinal));
        Assert.All(explained.SelectMany(e => e.Words), w => Assert.True(w.Weight is not { } v || double.IsFinite(v)));

        await Done(["probe", Encoder, "--datasets", Texts, "--json"]);
    }

    [Fact]
    public async Task Run_FreezingSomeOfTheLayersThatShareWeights_IsRefused()
    {
        Make("albert");
        var (code, _, errors) = await Trainer.Commands.Trainer.Run("run", "--encoder", Encoder, "--datasets", Texts, "--losses", "cce",
            "--freeze-layers", "2", "--dry-run", "--out", _root);
        Assert.Equal(2, code);
        Assert.Contains("--freeze-layers is 2, and layers 2 and 3 of encoder share their weights", errors, StringComparison.Ordinal);
    }

    private static async Task Done(string[] arguments)
    {
        var (code, _, errors) = await Trainer.Commands.Trainer.Run(arguments);
        Assert.True(code == 0, errors);
    }

    private void Make(string kind)
    {
        Twins.Of(kind).Checkpoint.Write(Encoder);
        // Letters of the one end of the alphabet against those of the other: drawn weights tell them apart.
        static string Word(int i, char first) => new([.. Enumerable.Range(0, 3).Select(n => (char)(first + i / (int)Math.Pow(4, n) % 4))]);
        File.WriteAllLines(Texts,
            ["text,label", .. Enumerable.Range(0, 80)
                .Select(i => i % 2 == 0 ? $"{Word(i, 'a')} {Word(i + 7, 'a')} m,good" : $"{Word(i, 'w')} {Word(i + 7, 'w')} m,bad")]);
    }
}
