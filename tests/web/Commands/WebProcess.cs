using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DmlStudio.Tests.Web.Commands;

/// <summary>The program as a person starts it.</summary>
internal static class WebProcess
{
    /// <summary>Starts it and waits until it says where it is open.</summary>
    /// <param name="folder">Folder that it works in; its <c>runs</c> are shown.</param>
    /// <param name="port">Port on this machine.</param>
    /// <param name="variables">Of its environment.</param>
    /// <param name="flags">Further flags.</param>
    /// <returns>The program, what it told by then, and what it will have said on its errors in the end.</returns>
    public static async Task<(Process Process, List<string> Told, Task<string> Errors)> Start(string folder, int port,
        IReadOnlyDictionary<string, string> variables, params string[] flags)
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "DmlStudio.Web.dll"), "--store", Path.Combine(folder, "runs"), "--port",
                FormattableString.Invariant($"{port}"), .. flags])
        {
            RedirectStandardInput = true,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) { start.Environment[name] = value; }
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var told = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (told is [] || !told[^1].StartsWith("Open ", StringComparison.Ordinal))
        {
            told.Add(await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException(await errors));
        }
        return (process, told, errors);
    }

    /// <summary>Ports that nobody listens on.</summary>
    public static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners) { listener.Start(); }
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (var listener in listeners) { listener.Dispose(); }
        return ports;
    }
}
