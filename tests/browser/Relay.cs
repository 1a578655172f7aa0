using System.Net;
using System.Net.Sockets;

namespace DmlStudio.Tests.Browser;

/// <summary>What lies between a browser and its server, as a proxy or a network does: it hands on what both say, and can fall silent or
/// cut what is open.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly List<TcpClient> _open = [];
    private volatile TaskCompletionSource _speaks = Spoken();

    /// <param name="server">Port of the server.</param>
    public Relay(int server)
    {
        _server = server;
        _listener.Start();
        _ = Accept();
    }

    /// <summary>Port on which it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Hands nothing on and closes nothing, as when a machine falls asleep.</summary>
    public void FallSilent() => _speaks = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cuts what is open; what is opened from now on is handed on.</summary>
    public void Cut()
    {
        lock (_open)
        {
            foreach (var one in _open) { one.Close(); }
            _open.Clear();
        }
        var silent = _speaks;
        _speaks = Spoken();
        silent.TrySetResult();
    }

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private static TaskCompletionSource Spoken()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task Accept()
    {
        while (true)
        {
            try
            {
                var (browser, server) = (await _listener.AcceptTcpClientAsync(), new TcpClient());
                lock (_open) { _open.AddRange([browser, server]); }
                _ = Connect(browser, server);
            }
            // Stopped.
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException) { return; }
        }
    }

    private async Task Connect(TcpClient browser, TcpClient server)
    {
        try
        {
            await _speaks.Task;
            await server.ConnectAsync(IPAddress.Loopback, _server);
            await Task.WhenAny(HandOn(browser.GetStream(), server.GetStream()), HandOn(server.GetStream(), browser.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException) { }
        finally
        {
            browser.Close();
            server.Close();
        }
    }

    private async Task HandOn(NetworkStream from, NetworkStream to)
    {
        var bytes = new byte[1 << 14];
        try
        {
            for (int read; (read = await from.ReadAsync(bytes)) > 0;)
            {
                await _speaks.Task;
                await to.WriteAsync(bytes.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { }
    }
}
