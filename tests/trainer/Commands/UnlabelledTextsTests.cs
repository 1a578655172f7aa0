using DmlStudio.Store;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>A person's table of which only some rows have a label: the labelled ones are trained and tested on, the others read without
/// labels.</summary>
public sealed class UnlabelledTextsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unlabelled-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_FileOfTrainedTextsAlone_SaysThatNoneIsLeft()
    {
        var file = Path.Combine(_folder, "mine.csv");
        File.WriteAllLines(file, ["text,label", .. Enumerable.Range(0, 20).Select(i => $"item {i},{(i % 2 == 0 ? "yes" : "no")}")]);
        var (code, output, errors) = await Trainer.Run("run", "--datasets", file, "--unlabelled-from", file + ":text", "--shots", "16",
            "--losses", "recommended-unlabelled", "--set", "recommended-unlabelled.recipe-steps=1", "--repetitions", "1", "--out",
            Path.Combine(_folder, "runs"));
        Assert.True(code == 0, errors + output);
        Assert.Contains("no text is left to be read without its label", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TableLabelledInPart_ReadsTheOtherRowsWithoutLabels()
    {
        string[] good = ["good", "fine", "nice", "great"], bad = ["bad", "poor", "awful", "sad"];
        var (file, store) = (Path.Combine(_folder, "mine.csv"), Path.Combine(_folder, "runs"));
        File.WriteAllLines(file, ["text,label", .. Enumerable.Range(0, 60).Select(i =>
            $"item {i} is {(i % 2 == 0 ? good : bad)[i / 2 % 4]},{(i >= 40 ? "" : i % 2 == 0 ? "yes" : "no")}")]);
        var (code, output, errors) = await Trainer.Run("run", "--datasets", file, "--leave-out-unlabelled", "--unlabelled-from", file,
            "--losses", "cce,recommended-unlabelled", "--shots", "8", "--steps", "2", "--repetitions", "1", "--jobs", "2", "--explain",
            "1", "--masks", "10", "--set", "recommended-unlabelled.recipe-steps=2", "--out", store, "--json");
        Assert.True(code == 0, errors + output);
        var events = Trainer.Events(output);
        Assert.Equal([40, 60],
            events.Where(e => e.GetProperty("event").GetString() == "table").Select(e => e.GetProperty("rows").GetInt32()));
        Assert.Contains("20 rows without a label", output, StringComparison.Ordinal);
        Assert.Equal(60, events.Single(e => e.GetProperty("event").GetString() == "unlabelled").GetProperty("texts").GetInt32());
        var runs = RunStore.Open(store);
        Assert.Equal(2, runs.Runs().Count);
        string From(string loss) => runs.Details(runs.Runs().Single(r => r.Loss == loss).Id)!.Settings
            .Single(s => s.Name == "unlabelled-from").Value;
        Assert.DoesNotContain("no text is left", output, StringComparison.Ordinal);
        // A loss that reads none is the run that it was without them.
        Assert.Equal("dataset", From("cce"));
        Assert.Equal(64, From("recommended-unlabelled").Length);
        Assert.Equal(60, runs.Runs().Select(r => r.Corpus).Distinct().Select(c => runs.Texts(c)!.Texts.Count).Single() + 20);
    }
}
