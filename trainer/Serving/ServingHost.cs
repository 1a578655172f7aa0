using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DmlStudio.Serving;

namespace DmlStudio.Trainer.Serving;

/// <summary>Listens on a folder's socket and answers one question at a time; each connection brings one question.</summary>
internal sealed class ServingHost : IDisposable
{
    private readonly string _path;
    private readonly Socket _listener;
    private readonly Action<ServingRequest, Action<ServingReply>, CancellationToken> _answer;
    private readonly TokenBucket _bucket;
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    /// <summary>Starts listening.</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="answer">Answers a question: writes replies, the last of which is no progress. It may throw
    /// <see cref="InvalidDataException"/> for a question that cannot be answered; it runs on one thread, and stops when
    /// its token is cancelled.</param>
    /// <param name="clock">Clock of the rate limit.</param>
    /// <exception cref="InvalidDataException">Another server answers there, or the folder of the socket is not this
    /// user's alone.</exception>
    public ServingHost(string path, Action<ServingRequest, Action<ServingReply>, CancellationToken> answer, TimeProvider clock)
    {
        (_path, _answer, _bucket) = (path, answer, new TokenBucket(ServingLimits.Burst, ServingLimits.PerMinute, clock));
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            if (Answers(path))
            {
                throw new InvalidDataException($"Another server answers on {path}. Stop it, or serve another folder with --out.");
            }
            // Left over from a server that was killed.
            File.Delete(path);
        }
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try { _listener.Bind(new UnixDomainSocketEndPoint(path)); }
        catch
        {
            _listener.Dispose();
            throw;
        }
        // Texts of one user are nobody else's business.
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite); }
        _listener.Listen(128);
    }

    /// <summary>Path of the socket.</summary>
    public string Place => _path;

    /// <summary>Starts listening for a runs folder, at the first of its places where that is possible.</summary>
    /// <param name="store">Runs folder.</param>
    /// <param name="answer">Answers a question, as for the constructor.</param>
    /// <param name="clock">Clock of the rate limit.</param>
    /// <exception cref="InvalidDataException">Another server answers there, or no place is possible.</exception>
    public static ServingHost Open(string store, Action<ServingRequest, Action<ServingReply>, CancellationToken> answer, TimeProvider clock)
    {
        var (places, reasons) = (ServingSocket.Places(store), new List<string>());
        foreach (var place in places)
        {
            // A folder that is another user's, read-only, or on a disk without sockets or modes.
            try { return new ServingHost(place, answer, clock); }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException or SocketException
                || (e is InvalidDataException && !Answers(place)))
            {
                reasons.Add(e.Message);
            }
        }
        throw new InvalidDataException($"There is no place for the socket of {store}. {string.Join(" ", reasons)}");
    }

    /// <summary>Answers until it is interrupted.</summary>
    /// <param name="interrupt">Stops it; questions under way are given up.</param>
    public async Task Run(CancellationToken interrupt)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync(interrupt);
                open.RemoveAll(t => t.IsCompleted);
                open.Add(Serve(connection, interrupt));
            }
        }
        catch (OperationCanceledException) { await Task.WhenAll(open); }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _turn.Dispose();
        File.Delete(_path);
    }

    private static bool Answers(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return !UnixUser.IsStranger(probe);
        }
        catch (SocketException) { return false; }
    }

    private async Task Serve(Socket connection, CancellationToken interrupt)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        await using var stream = new NetworkStream(connection, ownsSocket: true);
        void Tell(ServingReply reply)
        {
            try { stream.Write(Encoding.UTF8.GetBytes(ServingJson.Line(reply) + "\n")); }
            // Nobody listens any more: the work stops too.
            catch (IOException e) { throw new OperationCanceledException("The reader has gone.", e); }
        }
        try
        {
            if (UnixUser.IsStranger(connection))
            {
                throw new InvalidDataException("This server answers the user who started it alone. Start your own with \"trainer serve\".");
            }
            var request = ServingJson.Parse<ServingRequest>(await Line(stream, given.Token));
            if (_bucket.Take() is var wait && wait > TimeSpan.Zero)
            {
                Tell(new RefusedReply(string.Create(CultureInfo.InvariantCulture,
                    $"Too many questions: at most {ServingLimits.PerMinute} a minute are answered. Ask again in "
                        + $"{Math.Ceiling(wait.TotalSeconds):0} s.")));
                return;
            }
            if (Interlocked.Increment(ref _waiting) > ServingLimits.Waiting + 1)
            {
                Interlocked.Decrement(ref _waiting);
                Tell(new RefusedReply(FormattableString.Invariant(
                    $"The server is busy: {ServingLimits.Waiting} questions wait already. Ask again in a moment.")));
                return;
            }
            try
            {
                _ = CancelWhenGone(stream, given);
                await _turn.WaitAsync(given.Token);
                // Tensors belong to a thread, so an answer has one of its own.
                try { await Task.Run(() => Answer(request, Tell, given.Token), given.Token); }
                finally { _turn.Release(); }
            }
            finally { Interlocked.Decrement(ref _waiting); }
        }
        catch (InvalidDataException e) { Farewell(e.Message); }
        catch (OperationCanceledException) when (!interrupt.IsCancellationRequested) { }
        catch (OperationCanceledException) { Farewell("The server was stopped before it had the answer."); }
        catch (IOException) { }
        finally { await given.CancelAsync(); }

        void Farewell(string reason)
        {
            try { Tell(new RefusedReply(reason)); }
            catch (OperationCanceledException) { }
        }
    }

    private void Answer(ServingRequest request, Action<ServingReply> tell, CancellationToken interrupt)
    {
        try { _answer(request, tell, interrupt); }
        // A model that fails on one text must not end the server; the reader learns why.
        catch (Exception e) when (e is InvalidOperationException or System.Runtime.InteropServices.ExternalException or ArgumentException
            or IOException)
        {
            tell(new RefusedReply($"The model could not answer: {e.Message}"));
        }
    }

    // The reader sends nothing more, so the next byte, or the end, means that it has gone.
    private static async Task CancelWhenGone(NetworkStream stream, CancellationTokenSource given)
    {
        try
        {
            var more = await stream.ReadAsync(new byte[1].AsMemory(), given.Token);
            if (more >= 0) { await given.CancelAsync(); }
        }
        catch (IOException) { await given.CancelAsync(); }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException) { }
    }

    private static async Task<string> Line(NetworkStream stream, CancellationToken interrupt)
    {
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        slow.CancelAfter(TimeSpan.FromSeconds(10));
        var bytes = new byte[ServingLimits.LongestLine];
        for (var at = 0; ;)
        {
            var read = await stream.ReadAsync(bytes.AsMemory(at), slow.Token);
            if (read == 0) { throw new InvalidDataException("The question ended before its line did."); }
            var end = bytes.AsSpan(at, read).IndexOf((byte)'\n');
            if (end >= 0) { return Encoding.UTF8.GetString(bytes, 0, at + end); }
            at += read;
            if (at == bytes.Length)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"The question is longer than {ServingLimits.LongestLine} bytes."));
            }
        }
    }
}
