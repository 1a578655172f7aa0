using System.Net.Sockets;
using DmlStudio.Serving;

namespace DmlStudio.Tests.Web.Serving;

/// <summary>A socket that answers as it is told, well or badly.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Each connection's question goes to <paramref name="answer"/>, which writes lines; then the connection ends.</summary>
    public FakeServer(string path, Func<ServingRequest, StreamWriter, Task> answer)
    {
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _running = Run(answer);
    }

    public List<ServingRequest> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running;
        _stop.Dispose();
    }

    private async Task Run(Func<ServingRequest, StreamWriter, Task> answer)
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptAsync(_stop.Token);
                await using var stream = new NetworkStream(connection);
                using var reader = new StreamReader(stream);
                await using var writer = new StreamWriter(stream) { AutoFlush = true };
                var request = ServingJson.Parse<ServingRequest>((await reader.ReadLineAsync(_stop.Token))!);
                lock (Asked) { Asked.Add(request); }
                await answer(request, writer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException or SocketException) { }
    }
}
