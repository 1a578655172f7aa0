using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DmlStudio.Tests.Trainer.Hub;

/// <summary>A hub on this machine: lists files with checksums, serves ranges, and breaks off where it is told to.</summary>
internal sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _files;

    public FakeHub(Dictionary<string, byte[]> files)
    {
        _files = files;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = Task.Run(Serve);
    }

    public Uri Address { get; }

    /// <summary>Paths asked for, with the first byte asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Tokens that came.</summary>
    public HashSet<string?> Tokens { get; } = [];

    /// <summary>Bytes of a large file after which the connection breaks; −1 never.</summary>
    public int BreakAfter { get; set; } = -1;

    /// <summary>How many times it breaks.</summary>
    public int Breaks { get; set; }

    /// <summary>Whether ranges are honoured.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>Name of a file whose announced checksum is wrong.</summary>
    public string? Forged { get; set; }

    /// <summary>Status of every answer instead of the file.</summary>
    public int? Status { get; set; }

    public void Dispose()
    {
        _listener.Stop();
        _listener.Close();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try { context = await _listener.GetContextAsync(); }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { return; }
            try { Answer(context); }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                context.Response.Abort();
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Url!.AbsolutePath;
        lock (Asked)
        {
            Asked.Add(request.Headers["Range"] is { } range ? $"{path} {range}" : path);
            Tokens.Add(request.Headers["Authorization"]);
        }
        if (Status is { } status) { response.StatusCode = status; response.Close(); return; }
        if (path.StartsWith("/api/models/", StringComparison.Ordinal))
        {
            Send(response, JsonSerializer.SerializeToUtf8Bytes(new
            {
                sha = Commit,
                siblings = _files.Select(f => (object)(f.Key.EndsWith(".safetensors", StringComparison.Ordinal)
                    ? new
                    {
                        rfilename = f.Key,
                        size = f.Value.Length,
                        lfs = new { sha256 = Sum(f.Key, Convert.ToHexStringLower(SHA256.HashData(f.Value))), size = f.Value.Length }
                    }
                    : new { rfilename = f.Key, size = f.Value.Length, blobId = Sum(f.Key, Blob(f.Value)) })),
            }));
            return;
        }
        const string Resolve = "/resolve/" + Commit + "/";
        var at = path.IndexOf(Resolve, StringComparison.Ordinal);
        if (at < 0 || !_files.TryGetValue(path[(at + Resolve.Length)..], out var bytes))
        {
            response.StatusCode = 404;
            response.Close();
            return;
        }
        var start = 0;
        if (Ranges && request.Headers["Range"] is { } asked)
        {
            start = int.Parse(asked["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers["Content-Range"] = FormattableString.Invariant($"bytes {start}-{bytes.Length - 1}/{bytes.Length}");
        }
        var rest = bytes.AsSpan(start);
        if (BreakAfter >= 0 && Breaks > 0 && rest.Length > BreakAfter)
        {
            Breaks--;
            response.ContentLength64 = rest.Length;
            response.OutputStream.Write(rest[..BreakAfter]);
            response.OutputStream.Flush();
            response.Abort();
            return;
        }
        Send(response, rest.ToArray());
    }

    private string Sum(string file, string sum) => file == Forged ? new string('0', sum.Length) : sum;

    private static string Blob(byte[] content)
    {
#pragma warning disable CA5350 // Git's own naming of files.
        return Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350
    }

    private static void Send(HttpListenerResponse response, byte[] bytes)
    {
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes);
        response.Close();
    }
}
