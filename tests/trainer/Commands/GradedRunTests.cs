using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Graded pairs from the command line to the store.</summary>
public sealed class GradedRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graded-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_GradedPairs_StoresAndShowsTheCorrelations()
    {
        GradedPairsFolder.Write(_folder);
        var (code, _, errors) = await Trainer.Run("run", "--data", _folder, "--datasets", "stsb-graded", "--losses", "sbert-cosine",
            "--repetitions", "1", "--shots", "8", "--steps", "2", "--out", Path.Combine(_folder, "runs"));
        Assert.True(code == 0, errors);
        var run = Assert.Single(RunStore.Open(Path.Combine(_folder, "runs")).Runs());
        Assert.Equal("stsb-graded", run.Dataset);
        var (_, output, _) = await Trainer.Run("runs", "show", run.Id, "--json", "--out", Path.Combine(_folder, "runs"));
        foreach (var name in new[] { "cosine-spearman", "cosine-pearson" })
        {
            var shown = Trainer.Events(output)
                .Single(e => e.GetProperty("event").GetString() == "metric" && e.GetProperty("name").GetString() == name);
            Assert.Equal(run.Metric("embedding", name), shown.GetProperty("value").GetDouble());
        }
    }

    [Theory]
    [InlineData("5.2")]
    [InlineData("high")]
    public async Task Run_ScoreOutOfRange_IsRefusedWithItsRow(string score)
    {
        GradedPairsFolder.Write(_folder, score);
        var (code, _, errors) = await Trainer.Run("run", "--data", _folder, "--datasets", "stsb-graded", "--losses", "sbert-cosine",
            "--out", Path.Combine(_folder, "runs"));
        Assert.Equal(2, code);
        Assert.Contains("sts-train.csv: row 3 is \"main\tnews\t2012\t2\t" + score, errors, StringComparison.Ordinal);
        Assert.Contains("expected genre, file, year, number, score 0 to 5", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "runs")));
    }
}
