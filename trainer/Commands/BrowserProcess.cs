using System.Diagnostics;

namespace DmlStudio.Trainer.Commands;

/// <summary>The browser's program as a child of this one: it ends with it, however that ends.</summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    // What the browser says when it takes requests (web/Commands/WebCommand.cs).
    private const string Ready = "Open ";

    private readonly Process _process;
    private readonly TaskCompletionSource<bool> _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrowserProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        // Its output may stay open longer than it lives: what it started to build with has it too.
        process.Exited += (_, _) => _answers.TrySetResult(false);
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="how">Program and arguments, with <c>--while-input</c> among them.</param>
    /// <exception cref="InvalidOperationException">The program cannot be started.</exception>
    public static BrowserProcess Start(ProcessStartInfo how)
    {
        // Never written to: its end is what tells the child that this program ended.
        (how.RedirectStandardInput, how.RedirectStandardOutput) = (true, true);
        return new BrowserProcess(Process.Start(how)
            ?? throw new InvalidOperationException($"The program {how.FileName} could not be started."));
    }

    /// <summary>Waits until it takes requests.</summary>
    /// <param name="interrupt">Ends the wait.</param>
    /// <returns>False where it ended before, or the wait was ended.</returns>
    public async Task<bool> Answers(CancellationToken interrupt)
    {
        try { return await _answers.Task.WaitAsync(interrupt); }
        catch (OperationCanceledException) { return false; }
    }

    /// <summary>Waits until it ends, and its output with it.</summary>
    /// <param name="interrupt">Ends the wait.</param>
    /// <returns>Its exit code; null where the wait was ended.</returns>
    public async Task<int?> Ended(CancellationToken interrupt)
    {
        try { await _process.WaitForExitAsync(interrupt); }
        catch (OperationCanceledException) { return null; }
        return _process.ExitCode;
    }

    /// <summary>Ends it, with what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        try { _process.Kill(entireProcessTree: true); }
        catch (InvalidOperationException) { /* It has ended. */ }
        // For its children, which have the same output.
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Ended(enough.Token);
        _process.Dispose();
    }

    // The link is told by this program; what the child says matters when it fails.
    private void Read(string? line)
    {
        if (line is null) { return; }
        if (line.StartsWith(Ready, StringComparison.Ordinal)) { _answers.TrySetResult(true); }
        else if (line.Contains("error", StringComparison.OrdinalIgnoreCase)) { Console.Error.WriteLine(line); }
    }
}
