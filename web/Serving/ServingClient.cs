using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using DmlStudio.Serving;

namespace DmlStudio.Web.Serving;

/// <summary>Asks <c>trainer serve</c> over its socket; each question has a connection of its own.</summary>
/// <param name="places">Paths at which the socket may be.</param>
/// <param name="patience">How long a line of an answer may take.</param>
public sealed class ServingClient(IReadOnlyList<string> places, TimeSpan patience)
{
    /// <param name="interrupt">Gives up; the server then stops working on it.</param>
    /// <returns>The lines of the answer; the last is not a progress.</returns>
    /// <exception cref="ServingAwayException">Nobody answers, or the answer breaks off.</exception>
    public async IAsyncEnumerable<ServingReply> Ask(ServingRequest request, [EnumeratorCancellation] CancellationToken interrupt)
    {
        using var connection = await Connect(interrupt);
        await using var stream = new NetworkStream(connection, ownsSocket: false);
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        await Send(stream, request, interrupt);
        for (var last = false; !last;)
        {
            var reply = await Next(reader, interrupt);
            last = reply.Last;
            yield return reply;
        }
    }

    // Nothing is sent before it is known that the server is of the same user: a socket at this place could be anybody's.
    private async Task<Socket> Connect(CancellationToken interrupt)
    {
        string? refused = null;
        foreach (var place in places)
        {
            var folder = Path.GetDirectoryName(place)!;
            if (!Directory.Exists(folder)) { continue; }
            if (PrivateFolder.Refusal(folder) is { } refusal)
            {
                refused ??= "Nothing was sent: " + refusal;
                continue;
            }
            if (await Connected(place, interrupt) is not { } connection) { continue; }
            if (!UnixUser.IsStranger(connection)) { return connection; }
            refused ??= string.Create(CultureInfo.InvariantCulture,
                $"Nothing was sent: the server on {place} belongs to another user (number {UnixUser.Peer(connection)}, not "
                    + $"{UnixUser.Own}). Start your own with \"trainer serve\".");
            connection.Dispose();
        }
        throw new ServingAwayException(refused ?? "No server answers for this folder.");
    }

    private static async Task<Socket?> Connected(string place, CancellationToken interrupt)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(place), interrupt);
            return connection;
        }
        catch (SocketException)
        {
            connection.Dispose();
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task Send(NetworkStream stream, ServingRequest request, CancellationToken interrupt)
    {
        try { await stream.WriteAsync(Encoding.UTF8.GetBytes(ServingJson.Line(request) + "\n"), interrupt); }
        catch (IOException e) { throw Broken(e); }
    }

    private async Task<ServingReply> Next(StreamReader reader, CancellationToken interrupt)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        limited.CancelAfter(patience);
        try
        {
            var line = await reader.ReadLineAsync(limited.Token) ?? throw Broken(null);
            return ServingJson.Parse<ServingReply>(line);
        }
        catch (IOException e) { throw Broken(e); }
        catch (InvalidDataException e)
        {
            throw new ServingAwayException(
                "The server answered with something else than an answer; it is of another version. Start the server of this version.", e);
        }
        catch (OperationCanceledException e) when (!interrupt.IsCancellationRequested)
        {
            throw new ServingAwayException(
                FormattableString.Invariant(
                    $"The server has not said anything for {patience.TotalSeconds:0} s. It may be stuck; start it again."), e);
        }
    }

    private static ServingAwayException Broken(Exception? cause) =>
        new("The server stopped in the middle of its answer. Start it again; the rest of the site does not need it.", cause);
}
