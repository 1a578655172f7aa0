using System.Diagnostics;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class StoreWatchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("watch-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>A clock by which one waits: every glance is one call, and time is what the test says.</summary>
    private sealed class Clock : TimeProvider
    {
        private TimerCallback _call = _ => { };
        private long _now;

        public override long TimestampFrequency => Stopwatch.Frequency;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _call = callback;
            return new Nothing();
        }

        public void Pass(int milliseconds)
        {
            _now += milliseconds * Stopwatch.Frequency / 1000;
            _call(null);
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    [Fact]
    public void Changed_SignOfAPublication_IsToldBeforeTheNextLookIsDue()
    {
        var clock = new Clock();
        var store = RunStore.Open(_root);
        using var watch = new StoreWatch(store, clock);
        var told = 0;
        watch.Changed += (_, _) => told++;
        clock.Pass(150);
        clock.Pass(350);
        Assert.Equal(0, told);
        SampleRun.Publish(store, 0);
        clock.Pass(150);
        // Just looked: there is a pause between two looks, signs or not.
        Assert.Equal(0, told);
        clock.Pass(150);
        Assert.Equal(1, told);
        clock.Pass(500);
        Assert.Equal(1, told);
    }

    [Fact]
    public void Changed_WithoutASign_IsToldWithTheNextLook()
    {
        var clock = new Clock();
        var store = RunStore.Open(_root);
        SampleRun.Publish(store, 0);
        // Long ago: no sign tells that something is added to it.
        var state = Path.Combine(_root, "runs", "00", "r-0000000000000000", RunState.FileName);
        File.SetLastWriteTimeUtc(state, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var watch = new StoreWatch(store, clock);
        var told = 0;
        watch.Changed += (_, _) => told++;
        clock.Pass(500);
        using (var writer = store.Claim("r-0000000000000000")) { writer.PublishExplanations([SampleRun.Explanation(4)]); }
        clock.Pass(300);
        Assert.Equal(0, told);
        clock.Pass(200);
        Assert.Equal(1, told);
    }
}
