using System.Diagnostics;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>A child that behaves as the browser's program does, or as its build where that fails.</summary>
public sealed class BrowserProcessTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Answers_OnceItSaysWhereItIs_AndItEndsWithUs()
    {
        int id;
        await using (var browser = Child("echo Restored; sleep 0.2; echo Reading /runs; echo Open http://127.0.0.1:1/; cat; sleep 600"))
        {
            using var late = new CancellationTokenSource(Long);
            Assert.True(await browser.Answers(late.Token));
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            Assert.Null(await browser.Ended(soon.Token));
            id = browser.Id;
            Assert.False(Process.GetProcessById(id).HasExited);
        }
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    /// <summary>What outlives it holds its output open, as servers of a build do.</summary>
    [Theory]
    [InlineData("echo 'x.cs(1,1): error CS0000: no'; exit 3")]
    [InlineData("sleep 3 & exit 3")]
    public async Task Answers_ItEndedBefore_IsFalseAtOnce(string script)
    {
        await using var browser = Child(script);
        var clock = Stopwatch.StartNew();
        using var late = new CancellationTokenSource(Long);
        Assert.False(await browser.Answers(late.Token));
        Assert.Equal(3, await browser.Ended(late.Token));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Long);
    }

    [Fact]
    public async Task Answers_Interrupted_IsFalse()
    {
        await using var browser = Child("cat");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.False(await browser.Answers(soon.Token));
    }

    private static BrowserProcess Child(string script) => BrowserProcess.Start(new ProcessStartInfo("bash", ["-c", script]));
}
