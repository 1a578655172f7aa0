using DmlStudio.Web.Queries;

namespace DmlStudio.Tests.Web.Queries;

public sealed class SharedAnswersTests : IDisposable
{
    private readonly SampleStore _sample = new();

    public void Dispose() => _sample.Dispose();

    private ResultsQuery.Answer Results() => new ResultsQuery("accuracy", "cce", null, null, null).Ask(_sample.Store);

    [Fact]
    public void Answer_AskedAgain_IsTheSameUntilSomethingIsPublished()
    {
        _sample.Add("cce", 0, 5);
        var first = Results();
        Assert.Same(first, Results());
        _sample.Add("cce", 1, 6);
        var second = Results();
        Assert.NotSame(first, second);
        Assert.Equal(2, second.Finished);
    }

    [Fact]
    public void Answer_OfAnotherQuestion_IsAnother()
    {
        SampleRuns.Add(_sample.Store, "cce", 0, 5);
        SampleRuns.Add(_sample.Store, "triplet", 0, 8);
        Assert.NotEqual(new ShotsQuery("accuracy", "tiny", null, null, ["cce"]).Ask(_sample.Store).Count,
            new ShotsQuery("accuracy", "tiny", null, null, ["cce", "triplet"]).Ask(_sample.Store).Count + 1);
        var runs = new RunsQuery(null, null, "loss", 1);
        Assert.Same(runs.Ask(_sample.Store), (runs with { }).Ask(_sample.Store));
        Assert.Equal(["triplet", "cce"], (runs with { Sort = "-loss" }).Ask(_sample.Store).Groups.Select(g => g.First.Loss));
    }

    [Fact]
    public async Task Answer_OfManyAtOnce_IsWorkedOutOnce()
    {
        _sample.Add("cce", 0, 5);
        var worked = 0;
        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() =>
            SharedAnswers.Of(_sample.Store, "question", () =>
            {
                Thread.Sleep(50);
                return (object)Interlocked.Increment(ref worked);
            }))));
        Assert.Equal(1, worked);
        Assert.Single(found.Distinct());
    }

    [Fact]
    public void Answer_ThatFails_IsAskedForAgain()
    {
        _sample.Add("cce", 0, 5);
        Assert.Throws<InvalidDataException>(() => SharedAnswers.Of<int>(_sample.Store, "failing", () => throw new InvalidDataException()));
        Assert.Equal(7, SharedAnswers.Of(_sample.Store, "failing", () => 7));
    }

    [Fact]
    public void Answer_WhereDamageWasMet_IsWorkedOutAgain()
    {
        var run = _sample.Add("cce", 0, 5);
        var path = Path.Combine(_sample.Store.Root, "runs", run.Id[2..4], run.Id, "run.db");
        var good = File.ReadAllBytes(path);
        var bad = (byte[])good.Clone();
        bad[bad.Length / 2] ^= 1;
        File.WriteAllBytes(path, bad);
        Assert.Null(new RunQuery(run.Id, null).Ask(_sample.Store)!.Details);
        // Put right with the very same bytes: nothing is published, and still it is there again.
        File.WriteAllBytes(path, good);
        Assert.NotNull(new RunQuery(run.Id, null).Ask(_sample.Store)!.Details);
    }
}
