using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DmlStudio.Trainer.Hub;

/// <summary>Downloads encoders from a hub into the cache: only the files that are needed, going on where a broken-off download
/// stopped, each file compared with the hub's checksum before it counts.</summary>
internal sealed class HubDownload : IDisposable
{
    private const int Attempts = 5;
    private readonly HubSettings _settings;
    private readonly HttpClient _http;
    private readonly HubCache _cache;

    /// <summary>Prepares; nothing is asked yet.</summary>
    /// <param name="settings">From where, and to where.</param>
    public HubDownload(HubSettings settings)
    {
        _settings = settings;
        _cache = new HubCache(settings.Cache);
        // Redirects to the store of large files carry no token: the handler drops it.
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20) }) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("DmlStudio/1");
    }

    /// <summary>The folder of an encoder, downloaded if it is not there. A revision that is there is not asked for again.</summary>
    /// <param name="progress">Told file, bytes done, bytes in all (null where the hub does not say).</param>
    /// <param name="interrupt">Stops; the next call goes on.</param>
    /// <exception cref="InvalidDataException">The hub has no such encoder, refuses it, or sent something else than it announced; or
    /// the encoder is not in the cache and the offline switch is on.</exception>
    /// <exception cref="IOException">The connection broke too often.</exception>
    public string Folder(HubName name, Action<string, long, long?> progress, CancellationToken interrupt)
    {
        if (_cache.Find(name) is { } there) { return there; }
        if (_settings.Offline)
        {
            throw new InvalidDataException(
                $"{name} is not in the cache {_settings.Cache}, and HF_HUB_OFFLINE forbids to download it. Unset it once, or name a "
                    + "folder.");
        }
        var (commit, files) = Contents(name, interrupt);
        var folder = _cache.Folder(name, commit);
        foreach (var file in files) { Download(name, commit, file, Path.Combine(folder, file.Path), progress, interrupt); }
        _cache.Complete(name, commit, files);
        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private (string Commit, IReadOnlyList<HubFile> Files) Contents(HubName name, CancellationToken interrupt)
    {
        var path = $"api/models/{name.Owner}/{name.Name}/revision/{Uri.EscapeDataString(name.Revision)}?blobs=true";
        var text = "";
        Persist(name.ToString(), () =>
        {
            using var response = Send(name, path, null, interrupt);
            using var reader = new StreamReader(response.Content.ReadAsStream(interrupt));
            text = reader.ReadToEnd();
            return true;
        }, interrupt);
        try
        {
            using var json = JsonDocument.Parse(text);
            var commit = json.RootElement.GetProperty("sha").GetString()!;
            if (!HubCache.IsCommit(commit))
            {
                throw new InvalidDataException(
                    $"{_settings.Endpoint} gives {name} the commit \"{commit}\", expected 40 hex digits. Check HF_ENDPOINT.");
            }
            HubFile[] all = [.. json.RootElement.GetProperty("siblings").EnumerateArray().Select(FileOf)];
            return (commit, HubSelection.Of(name, all));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{_settings.Endpoint} does not answer as a hub of encoders does ({e.Message}) Check HF_ENDPOINT and the proxy.", e);
        }
    }

    private static HubFile FileOf(JsonElement file)
    {
        var lfs = file.TryGetProperty("lfs", out var l) && l.ValueKind == JsonValueKind.Object ? l : default;
        static string? Text(JsonElement of, string name) =>
            of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String
                ? v.GetString()
                : null;
        static long? Size(JsonElement of) =>
            of.ValueKind == JsonValueKind.Object && of.TryGetProperty("size", out var v) && v.TryGetInt64(out var n) ? n : null;
        return new HubFile(file.GetProperty("rfilename").GetString()!, Size(lfs)
            ?? Size(file), Text(lfs, "sha256"), lfs.ValueKind == JsonValueKind.Object ? null : Text(file, "blobId"));
    }

    private void Download(HubName name, string commit, HubFile file, string to, Action<string, long, long?> progress,
        CancellationToken interrupt)
    {
        if (File.Exists(to)) { return; }
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var part = to + ".part";
        FileStream stream;
        // Without a buffer: what a full disk left in it would be written again when the file is closed, and hide what was said.
        try { stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0); }
        catch (IOException e)
        {
            throw new IOException($"{part} cannot be written ({e.Message}) Another download of {name} may be under way; wait for it, "
                + "or choose another folder with DMLSTUDIO_CACHE.", e);
        }
        using (stream)
        {
            var furthest = 0L;
            Persist($"{name}: {file.Path}", () =>
            {
                if (Continue(name, commit, file, stream, progress, interrupt)) { return true; }
                // Only what goes further than ever before is progress: a hub may break off at the same place again and again.
                if (stream.Length <= furthest)
                {
                    throw new IOException(FormattableString.Invariant($"the transfer broke off at {stream.Length} bytes again."));
                }
                furthest = stream.Length;
                return false;
            }, interrupt);
            var fault = Fault(file, stream);
            if (fault is not null)
            {
                stream.SetLength(0);
                throw new InvalidDataException($"{name}: {file.Path} {fault}. It was thrown away; the same command downloads it again.");
            }
            stream.Flush(flushToDisk: true);
        }
        File.Move(part, to, overwrite: true);
    }

    // One attempt from where the part ends; false when the connection broke after something arrived.
    private bool Continue(HubName name, string commit, HubFile file, FileStream part, Action<string, long, long?> progress,
        CancellationToken interrupt)
    {
        var start = part.Length;
        if (file.Size is { } size && start >= size)
        {
            if (start > size) { Cut(part, 0); }
            else if (size > 0) { return true; }
            start = part.Length;
        }
        using var response = Send(name, $"{name.Owner}/{name.Name}/resolve/{commit}/{file.Path}", start > 0 ? start : null, interrupt);
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != start) { start = 0; }
        Cut(part, start);
        part.Position = start;
        var whole = file.Size ?? (response.Content.Headers.ContentLength is { } rest ? start + rest : null);
        using var stalled = new CancellationTokenSource(_settings.Patience);
        using var dispose = stalled.Token.Register(response.Dispose);
        using var stop = interrupt.Register(response.Dispose);
        var buffer = new byte[1 << 16];
        try
        {
            using var body = response.Content.ReadAsStream(interrupt);
            while (body.Read(buffer, 0, buffer.Length) is var read and > 0)
            {
                Save(part, buffer.AsSpan(0, read));
                stalled.CancelAfter(_settings.Patience);
                progress(file.Path, part.Length, whole);
            }
        }
        catch (Exception e) when (e is IOException and not DiskException or HttpRequestException or ObjectDisposedException)
        {
            part.Flush();
            interrupt.ThrowIfCancellationRequested();
            return part.Length > start ? false : throw new IOException(e.Message, e);
        }
        interrupt.ThrowIfCancellationRequested();
        return whole is null || part.Length >= whole;
    }

    private static void Cut(FileStream part, long length)
    {
        try { if (part.Length != length) { part.SetLength(length); } }
        catch (IOException e) { throw new DiskException(e); }
    }

    // Writes at once, so that what does not fit is told here and not taken for a broken connection.
    private static void Save(FileStream part, ReadOnlySpan<byte> bytes)
    {
        try
        {
            part.Write(bytes);
            part.Flush();
        }
        catch (IOException e) { throw new DiskException(e); }
    }

    private sealed class DiskException(IOException cause) : IOException(cause.Message, cause);

    // Repeats until done; an attempt that brought something does not count.
    private void Persist(string what, Func<bool> attempt, CancellationToken interrupt)
    {
        var wait = _settings.FirstWait;
        var failed = 0;
        while (true)
        {
            try
            {
                if (attempt()) { return; }
                (failed, wait) = (0, _settings.FirstWait);
            }
            // A full disk does not empty itself while one waits.
            catch (IOException e) when (e is DiskException)
            {
                throw new IOException($"{what} could not be written to {_settings.Cache}: {e.Message} Free some space, or name "
                    + "another folder with DMLSTUDIO_CACHE; the same command goes on where it stopped.", e);
            }
            catch (Exception e) when (e is IOException or HttpRequestException && !interrupt.IsCancellationRequested)
            {
                if (++failed >= Attempts)
                {
                    throw new IOException(string.Create(CultureInfo.InvariantCulture,
                        $"{what} could not be downloaded from {_settings.Endpoint}: {e.Message} "
                        + $"Tried {failed} times. Check network, HTTPS_PROXY and HF_ENDPOINT; the same command goes on where it "
                            + $"stopped."), e);
                }
            }
            interrupt.WaitHandle.WaitOne(wait);
            interrupt.ThrowIfCancellationRequested();
            wait *= 2;
        }
    }

    private HttpResponseMessage Send(HubName name, string path, long? from, CancellationToken interrupt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_settings.Endpoint, path));
        if (_settings.Token is { } token) { request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token); }
        if (from is { } start) { request.Headers.Range = new RangeHeaderValue(start, null); }
        var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead, interrupt);
        if (response.IsSuccessStatusCode) { return response; }
        using (response)
        {
            var status = (int)response.StatusCode;
            throw status switch
            {
                401 or 403 => new InvalidDataException(_settings.Token is null
                    ? $"{_settings.Endpoint} refuses {name} ({status}); it may not exist, or need a permission. Check the name, or "
                        + "set HF_TOKEN."
                    : $"{_settings.Endpoint} refuses {name} ({status}) with the token in HF_TOKEN. Ask for access on its page, or "
                        + "take another token."),
                404 => new InvalidDataException(
                    $"{_settings.Endpoint} has no {name} ({path.Split('?')[0]}). Check owner, name and revision."),
                _ => new HttpRequestException(FormattableString.Invariant($"the answer was {status} {response.ReasonPhrase}.")),
            };
        }
    }

    private static string? Fault(HubFile file, FileStream stream)
    {
        if (file.Size is { } size && stream.Length != size)
        {
            return FormattableString.Invariant($"has {stream.Length} bytes, expected {size}");
        }
        stream.Position = 0;
        if (file.Sha256 is { } sha256) { return Compared("SHA-256", Convert.ToHexStringLower(SHA256.HashData(stream)), sha256); }
        if (file.Blob is not { } blob) { return null; }
#pragma warning disable CA5350 // Git names small files by SHA-1; it guards against broken transfers here, not against forgery.
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        sha1.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        sha1.AppendData(content);
        return Compared("SHA-1 of the blob", Convert.ToHexStringLower(sha1.GetHashAndReset()), blob);
    }

    private static string? Compared(string kind, string found, string expected) =>
        string.Equals(found, expected, StringComparison.OrdinalIgnoreCase) ? null : $"has the {kind} {found}, expected {expected}";
}
