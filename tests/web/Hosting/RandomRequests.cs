using System.Globalization;
using System.Text;

namespace DmlStudio.Tests.Web.Hosting;

/// <summary>Requests at random: addresses that are there, nearly there and nowhere, by any method, host and origin,
/// with and without a body.</summary>
/// <param name="authority">Host and port of the site.</param>
internal sealed class RandomRequests(string authority, int seed)
{
    private static readonly string[] Paths =
    [
        "/", "/runs", "/compare", "/explain", "/objectives", "/objectives/cce", "/claims", "/claims/sup-con", "/reliability",
        "/reliability/deciles",
            "/reliability/calibration", "/reliability/selective", "/reliability/robustness",
        "/reliability/slices", "/reliability/texts", "/reliability/edits", "/reliability/labels", "/words", "/transfer", "/cross", "/try",
            "/runs/r-0000000000000000", "/explain/toy-1", "/explain/nix", "/export/results.csv",
        "/export/results.md", "/export/results.tex", "/export/results.nix", "/export/runs.csv", "/export/explain/toy-1.svg",
            "/export/explain/nix.jsonl", "/_blazor", "/_blazor/negotiate", "/_blazor/disconnect",
        "/_blazor/initializers", "/_blazor/nix", "/_framework/blazor.web.js", "/app.css", "/not-found", "/no-such-page",
            "/appsettings.json", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%5c..%5cwindows", "/_content/nix", "*", "",
    ];

    private static readonly string[] Keys =
        ["metric", "shots", "baseline", "encoder", "rule", "experiment", "q", "configuration", "sort", "page", "a", "b", "dataset",
            "models", "bins", "bin", "slice", "run", "text", "why", "target", "rows", "method", "label", "scale", "word", "show", "theme",
            "id", "negotiateVersion"];
    private static readonly string[] Values =
        ["", "1", "-1", "0", "99999999999999999999", "1e308", "NaN", "accuracy", "cce", "%00", "%0d%0aX: y", "%ff%fe", "%u1234", "%",
            "<script>", "' or 1=1", "{{7*7}}", "../..", "%F0%9F%98%80", "true", "null", "lime", "probability", "toy", "[]", "a,b,c,,,",
            "length<", "loss=="];
    private static readonly string[] Methods =
        ["GET", "GET", "GET", "GET", "HEAD", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get",
            "G\u00cbT", ""];
    private static readonly string[] ForeignHosts =
        ["evil.example", "localhost.evil.example", "0.0.0.0", "127.0.0.2", "[::]", "192.168.0.1", "*", "", "a b",
            "localhost,evil.example", "evil.example@localhost", "localhost%00.evil.example", "xn--lcalhost-n4a"];
    private static readonly string[] ForeignOrigins =
        ["http://evil.example", "https://evil.example", "null", "", "file://", "http://127.0.0.1:1", "http://localhost.evil.example",
            "javascript:alert(1)", "http://[::1", "*"];
    private static readonly string[] Bodies =
        ["", "", "", "x=1", "circuitId=abc", "{\"protocol\":\"blazorpack\",\"version\":1}\u001e", "\0\0\0\0", "{",
            "--b\r\nContent-Disposition: form-data; name=\"circuitId\"\r\n\r\nx\r\n--b--"];
    private static readonly string[] Types =
        ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json", "text/plain", "nonsense",
            "multipart/form-data"];

    private readonly Random _random = new(seed);

    /// <summary>The next request.</summary>
    public RandomRequest Next()
    {
        var foreignHost = _random.Next(5) == 0;
        var host = foreignHost ? Of(ForeignHosts) : Of([authority, authority, "localhost", "LOCALHOST:9000", "[::1]", "dml.example.org"]);
        var head = new StringBuilder(
            FormattableString.Invariant($"{Of(Methods)} {Target()} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"));
        var foreignOrigin = _random.Next(5) == 0;
        if (foreignOrigin) { head.Append(CultureInfo.InvariantCulture, $"Origin: {Of(ForeignOrigins)}\r\n"); }
        else if (_random.Next(2) == 0) { head.Append(CultureInfo.InvariantCulture, $"Origin: http://{host}\r\n"); }
        if (_random.Next(10) == 0)
        {
            head.Append("X-Forwarded-Host: localhost\r\nX-Forwarded-Proto: https\r\nX-HTTP-Method-Override: POST\r\n");
        }
        if (_random.Next(10) == 0)
        {
            head.Append("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        }
        if (_random.Next(10) == 0)
        {
            head.Append(CultureInfo.InvariantCulture,
                $"Cookie: {Noise(40)}\r\nAccept: {Noise(20)}\r\nRange: bytes=9-1\r\nIf-None-Match: {Noise(5)}\r\n");
        }
        var body = Of(Bodies);
        if (body.Length > 0)
        {
            head.Append(CultureInfo.InvariantCulture,
                $"Content-Type: {Of(Types)}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        }
        var request = head + "\r\n" + body;
        return new RandomRequest(Encoding.Latin1.GetBytes(request), foreignHost || foreignOrigin, request.Length <= 400
            ? request
            : request[..400]);
    }

    private string Target()
    {
        var path = _random.Next(6) == 0 ? "/" + Uri.EscapeDataString(Noise(1 + _random.Next(60))) : Of(Paths);
        var query = string.Join('&', Enumerable.Range(0, _random.Next(5))
            .Select(_ => $"{Of(Keys)}="
                + (_random.Next(4) == 0 ? Uri.EscapeDataString(Noise(_random.Next(80)))
                    : Of(Values).Replace(" ", "+", StringComparison.Ordinal))));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    // Lone surrogates cannot be written to an address; everything else can.
    private string Noise(int length) =>
        string.Concat(Enumerable.Range(0, length)
            .Select(_ => _random.Next(4) == 0
                ? char.ConvertFromUtf32(_random.Next(1, 0xD800))
                : ((char)_random.Next(33, 127)).ToString())).Replace("\r",
            "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    private string Of(string[] among) => among[_random.Next(among.Length)];
}
