using DmlStudio.Records;
using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Queries;

public sealed class RunShelfTests : IDisposable
{
    private readonly SampleStore _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Shelf_WhenFull_DropsWhatWasAskedForLongestAgo()
    {
        RunSummary[] runs = [.. Enumerable.Range(0, 3).Select(r => SampleRuns.Add(_sample.Store, "cce", r, 5))];
        var one = new RunShelf(_sample.Store).Of(runs[0])!.Size;
        // Ten texts: two numbers for the text, two distances, a label and two probabilities; no neighbours, no more distances.
        Assert.Equal(10 * (2 + 2 + 1 + 2) * sizeof(float), one);
        var shelf = new RunShelf(_sample.Store, 2 * one);
        var (first, second) = (shelf.Of(runs[0]), shelf.Of(runs[1]));
        Assert.Same(first, shelf.Of(runs[0]));
        shelf.Of(runs[2]);
        Assert.Equal(2 * one, shelf.Used);
        Assert.Same(first, shelf.Of(runs[0]));
        Assert.NotSame(second, shelf.Of(runs[1]));
        Assert.Equal(2 * one, shelf.Used);
    }

    [Fact]
    public void Shelf_RunLargerThanAllOfIt_IsGivenAndNotKept()
    {
        RunSummary small = SampleRuns.Add(_sample.Store, "cce", 0, 5), other = SampleRuns.Add(_sample.Store, "cce", 1, 5);
        var shelf = new RunShelf(_sample.Store, 100);
        Assert.NotNull(shelf.Of(small));
        Assert.NotSame(shelf.Of(other), shelf.Of(other));
        Assert.Equal(0, shelf.Used);
    }

    [Fact]
    public void Fetch_Many_HoldsThemAndPassesOverWhatCannotBeRead()
    {
        RunSummary[] runs = [.. Enumerable.Range(0, 6).Select(r => SampleRuns.Add(_sample.Store, "cce", r, 5))];
        var shelf = new RunShelf(_sample.Store);
        var details = Directory.EnumerateFiles(_sample.Store.Root, "run.db", SearchOption.AllDirectories)
            .Single(f => f.Contains(runs[3].Id, StringComparison.Ordinal));
        File.WriteAllBytes(details, File.ReadAllBytes(details)[..^100]);
        shelf.Fetch(runs);
        Assert.Equal(5 * shelf.Of(runs[0])!.Size, shelf.Used);
        Assert.Null(shelf.Of(runs[3]));
        Assert.Contains(_sample.Store.Damaged(), d => d.Id == runs[3].Id);
    }
}
