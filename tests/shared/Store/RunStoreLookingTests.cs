using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class RunStoreLookingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("looking-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Those who wait for the folder share a look, but never one that began before they asked.</summary>
    [Fact]
    public async Task Runs_AskedByManyAtOnce_HoldWhatWasThereWhenTheyAsked()
    {
        const int Rounds = 30, Readers = 8;
        var store = RunStore.Open(_root);
        var there = 0;
        var stop = false;
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(() =>
        {
            var asked = 0;
            while (!Volatile.Read(ref stop))
            {
                var least = Volatile.Read(ref there);
                var found = store.Runs().Count;
                Assert.True(found >= least, $"{found} runs, {least} were there");
                asked++;
            }
            return asked;
        }, TaskCreationOptions.LongRunning)).ToArray();
        var writing = RunStore.Open(_root);
        for (var i = 0; i < Rounds; i++)
        {
            SampleRun.Publish(writing, i);
            Volatile.Write(ref there, i + 1);
            await Task.Delay(5);
        }
        Volatile.Write(ref stop, true);
        Assert.All(await Task.WhenAll(readers), a => Assert.True(a > 0));
        Assert.Equal(Rounds, store.Runs().Count);
    }

    [Fact]
    public void FromOneLook_PublishedMeanwhile_IsOfOneMoment()
    {
        var store = RunStore.Open(_root);
        SampleRun.Publish(store, 0);
        store.FromOneLook(() =>
        {
            SampleRun.Publish(store, 1);
            Assert.Single(store.Runs());
            store.FromOneLook(() => Assert.Single(store.Runs()));
            Assert.Single(store.Runs());
        });
        Assert.Equal(2, store.Runs().Count);
    }

    [Fact]
    public void FromOneLook_WhoAsksFails_HoldsTheLookNoLonger()
    {
        var store = RunStore.Open(_root);
        SampleRun.Publish(store, 0);
        Assert.Single(store.Runs());
        Assert.Throws<InvalidOperationException>(() => store.FromOneLook(() => throw new InvalidOperationException()));
        SampleRun.Publish(store, 1);
        Assert.Equal(2, store.Runs().Count);
    }

    [Fact]
    public void IsStirred_WhatIsPublished_IsASignUntilTheNextLook()
    {
        var (store, writing) = (RunStore.Open(_root), RunStore.Open(_root));
        store.Follow(true);
        store.Look();
        SampleRun.Publish(writing, 0);
        Settles("a new run, in a folder of its own");
        // Two runs share a folder by the first characters of their ids.
        var summary = SampleRun.Summary() with { Id = "r-00000000000000ff" };
        using (var writer = writing.Claim(summary.Id))
        {
            Settles("a run that is begun");
            writer.Progress(summary, SampleRun.Curve());
            Settles("its first state");
            writer.Progress(summary with { TestCount = 7 }, SampleRun.Curve());
            Settles("its next state");
            writer.Finish(summary with { Status = RunStatus.Done, TestCount = 3 }, SampleRun.Details());
            Settles("its end");
            writer.PublishExplanations([SampleRun.Explanation(4)]);
            Settles("what is added to it");
        }
        Directory.Delete(Path.Combine(_root, "runs", "00", summary.Id), recursive: true);
        Settles("a run that is deleted");

        void Settles(string what)
        {
            Assert.True(store.IsStirred(), what);
            store.Look();
            Assert.False(store.IsStirred(), what);
        }
    }

    [Fact]
    public void IsStirred_DamageThatStays_IsNoSign()
    {
        var store = RunStore.Open(_root, tolerant: true);
        store.Follow(true);
        SampleRun.Publish(store, 0);
        Directory.CreateDirectory(Path.Combine(_root, "runs", "11", "r-1100000000000000"));
        Directory.CreateDirectory(Path.Combine(_root, "runs", "22", "r-2200000000000000", RunState.FileName));
        Directory.CreateDirectory(Path.Combine(_root, "runs", "33", "r-3300000000000000"));
        File.WriteAllText(Path.Combine(_root, "runs", "33", "r-3300000000000000", RunState.FileName), "no state");
        store.Look();
        Assert.NotEmpty(store.Damaged());
        Assert.False(store.IsStirred());
    }

    [Fact]
    public void AnyLook_BegunAhead_IsTheOneThatIsThere()
    {
        var store = RunStore.Open(_root);
        SampleRun.Publish(store, 0);
        store.LookAhead();
        var look = store.AnyLook();
        Assert.Equal(1, look.Count);
        Assert.Same(look, store.AnyLook());
    }
}
