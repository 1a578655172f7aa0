using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Transfer of trained runs from the command line to the store: runs that compare pooled rows, joined heads, and pairs.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evaluate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("reviews", "cce", 384)]
    [InlineData("reviews", "ensemble(sup-con,proxy-anchor)", 11)]      // twelve training texts span eleven directions
    [InlineData("stsb-graded", "sbert-cosine", 384)]                   // the encoder of single texts, though the run read pairs
    public async Task Evaluate_ARun_JudgesWhatItCompares(string dataset, string loss, int size)
    {
        Write();
        var store = Path.Combine(_folder, "runs");
        var (code, _, errors) = await Trainer.Run("run", "--data", _folder, "--datasets", dataset, "--losses", loss, "--repetitions", "1",
            "--shots", "12", "--steps", "2", "--test-texts", "10", "--keep-weights", "true", "--out", store);
        Assert.True(code == 0, errors);
        var run = Assert.Single(RunStore.Open(store).Runs());
        (code, _, errors) = await Trainer.Run("evaluate", "--run", run.Id, "--tasks", "cr", "--protocol", "fast", "--data", _folder,
            "--out", store);
        Assert.True(code == 0, errors);
        var result = Assert.Single(TransferStore.Open(store).All());
        Assert.Equal((run.Id, size), (result.Run, result.Size));
        Assert.Equal(40, Assert.Single(result.Scores).Test);
    }

    private void Write()
    {
        var cr = Directory.CreateDirectory(Path.Combine(_folder, "senteval", "CR")).FullName;
        File.WriteAllLines(Path.Combine(cr, "custrev.pos"), Enumerable.Range(0, 20).Select(i => $"item {i} is good"));
        File.WriteAllLines(Path.Combine(cr, "custrev.neg"), Enumerable.Range(0, 20).Select(i => $"item {i} is bad"));
        GradedPairsFolder.Write(_folder);
    }
}
