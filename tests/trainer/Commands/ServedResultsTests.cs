using System.Diagnostics;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer.Commands;

/// <summary>Runs are made whatever becomes of the browser: it may be absent, fail, or end before they are made.</summary>
public sealed class ServedResultsTests : IDisposable
{
    private const int Made = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("served-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("no-such-program", "", false)]
    [InlineData("bash", "exit 1", false)]
    [InlineData("bash", "echo Open http://127.0.0.1:1/; exit 1", true)]
    public async Task Stay_NoBrowser_IsOverWithTheCodeOfTheRuns(string program, string script, bool answered)
    {
        await using var served = new ServedResults(_folder, 1, new Reporter(json: true));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await served.Start(new ProcessStartInfo(program, ["-c", script]), late.Token);
        // What ended after it answered is seen to have ended.
        if (answered) { await Task.Delay(500, late.Token); }
        Assert.Equal(Made, await served.Stay(TorchSharp.torch.CPU, Made, late.Token));
        Assert.False(late.IsCancellationRequested);
    }
}
