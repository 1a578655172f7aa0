using System.Net;
using System.Net.Sockets;
using DmlStudio.Web.Commands;

namespace DmlStudio.Tests.Web.Commands;

public sealed class WebCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("web-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--port is \"abc\"; expected a whole number from 1 to 65535 (default 5080).", "--port", "abc")]
    [InlineData("--port is \"\"; expected a whole number from 1 to 65535 (default 5080).", "--port", "")]
    [InlineData("--port is \"5395;http://0.0.0.0:5397\"; expected a whole number from 1 to 65535 (default 5080).", "--port",
        "5395;http://0.0.0.0:5397")]
    [InlineData("--port is \"0\"; expected a whole number from 1 to 65535 (default 5080).", "--port", "0")]
    [InlineData("--port is \"-1\"; expected a whole number from 1 to 65535 (default 5080).", "--port", "-1")]
    [InlineData("--port is \"70000\"; expected a whole number from 1 to 65535 (default 5080).", "--port", "70000")]
    [InlineData("--port is \"5080/\"; expected a whole number from 1 to 65535 (default 5080).", "--port=5080/")]
    [InlineData("--port is \" 5080\"; expected a whole number from 1 to 65535 (default 5080).", "--port", " 5080")]
    [InlineData("--port is \"99999999999999999999\"; expected a whole number from 1 to 65535 (default 5080).", "--port",
        "99999999999999999999")]
    [InlineData("Required argument missing for option: '--port'.", "--port")]
    [InlineData("Option '--port' expects a single argument but 2 were provided.", "--port", "5081", "--port", "5082")]
    [InlineData("web: \"--prot\" is not known. Did you mean \"--port\"? \"web --help\" lists all.", "--prot", "5081")]
    [InlineData("web: \"--urls\" is not known. Did you mean \"", "--urls", "http://0.0.0.0:5397")]
    [InlineData("web: \"--Kestrel:Endpoints:x:Url=http://0.0.0.0:5397\" is not known. Did you mean \"",
        "--Kestrel:Endpoints:x:Url=http://0.0.0.0:5397")]
    [InlineData("web: \"--store2\" is not known. Did you mean \"--store\"?", "--store2", "x")]
    [InlineData("web: \"runs\" is not known. Did you mean \"report\"?", "runs")]
    [InlineData("--store is empty; expected a runs folder. Name one, or leave it out for ./runs.", "--store", "")]
    [InlineData("--allow-host is \"*\"; expected one host name without scheme, port or *, such as dml.example.org.", "--allow-host", "*")]
    [InlineData("--allow-frame is \"*\"; expected one site with scheme and name and nothing behind, such as https://wiki.example.org.",
        "--allow-frame", "*")]
    [InlineData("--bind 0.0.0.0 lets others read these runs. Give --share, which asks them for a token", "--bind", "0.0.0.0")]
    [InlineData("--bind is \"here\"; expected an IP address, such as 192.168.1.10.", "--bind", "here")]
    [InlineData("--share asks every reader for a token and --anonymous asks nobody; expected one of them.", "--share", "--anonymous")]
    [InlineData("--public-url is \"dml.example.org\"; expected scheme and name and nothing behind", "--public-url", "dml.example.org")]
    [InlineData("--public-url is \"https://example.org/a?b=c\"; expected scheme", "--public-url", "https://example.org/a?b=c")]
    [InlineData("--public-url is \"https://example.org/../a\"; expected scheme", "--public-url", "https://example.org/../a")]
    [InlineData("--path-base is \"dml\"; expected a path that begins with a slash", "--path-base", "dml")]
    [InlineData("--path-base is \"/a//b\"; expected a path that begins with a slash", "--path-base", "/a//b")]
    [InlineData("--path-base is \"/a/..\"; expected a path that begins with a slash", "--path-base", "/a/..")]
    [InlineData("--path-base is /a, and --public-url https://example.org/b lies under /b; expected the same path.", "--path-base", "/a",
        "--public-url", "https://example.org/b")]
    [InlineData("--key is given without --certificate; expected both, or the certificate alone.", "--key", "key.pem")]
    [InlineData("--certificate nix.pem cannot be used:", "--certificate", "nix.pem")]
    [InlineData("--format is \"docx\"; expected one of html, markdown, latex, csv, svg.", "report", "--format", "docx")]
    [InlineData("--texts is \"-1\"; expected a whole number from 0 to 50 (default 2).", "report", "--texts=-1")]
    [InlineData("--days is \"0\"; expected a whole number from 1 to 365 (default 14).", "share", "create", "--days", "0")]
    [InlineData("There is no token \"nix\" that could be revoked. \"web share list\" lists them.", "share", "revoke", "nix")]
    public async Task Run_WrongInput_IsRefusedInASentence(string message, params string[] arguments)
    {
        var (code, output, errors) = await Run(arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Run_StoreIsAFile_IsRefused()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        var (code, _, errors) = await Run("--store", file);
        Assert.Equal((2, $"--store is {file}, which is a file; expected a runs folder.{Environment.NewLine}"), (code, errors));
    }

    [Theory]
    [InlineData("--allow-host", "--help")]
    [InlineData("--port", "-h")]
    [InlineData("--port", "--store", "x", "--help")]
    [InlineData("1.", "--version")]
    public async Task Run_Question_IsAnsweredWithoutStarting(string part, params string[] arguments)
    {
        var (code, output, errors) = await Run(arguments);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(part, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Open http", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PortInUse_IsRefused()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (code, _, errors) = await Run("--store", _folder, "--port", FormattableString.Invariant($"{port}"));
        Assert.Equal((2, FormattableString.Invariant(
            $"http://127.0.0.1:{port} is in use by another program. Stop it, or choose another port with --port.{Environment.NewLine}")),
                (code, errors));
    }

    [Fact]
    public async Task Share_CreatedListedAndRevoked_IsTold()
    {
        var (code, output, errors) = await Run("share", "create", "--store", _folder, "--days", "2", "--no-texts", "--public-url",
            "https://dml.example.org/");
        Assert.Equal((0, ""), (code, errors));
        var lines = output.TrimEnd().Split(Environment.NewLine);
        Assert.StartsWith("https://dml.example.org/?token=", lines[0], StringComparison.Ordinal);
        var (id, secret) = (lines[0].Split('=')[1].Split('.')[0], lines[0].Split('.')[^1]);
        Assert.StartsWith($"Token {id}: all experiments, without texts, until ", lines[1], StringComparison.Ordinal);
        (_, output, _) = await Run("share", "list", "--store", _folder);
        Assert.StartsWith($"{id}  holds  all experiments", output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
        (code, output, _) = await Run("share", "revoke", id, "--store", _folder);
        Assert.Equal((0, $"Token {id} is revoked.{Environment.NewLine}"), (code, output));
        (_, output, _) = await Run("share", "list", "--store", _folder);
        Assert.StartsWith($"{id}  revoked  ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfAStore_IsWritten()
    {
        var store = DmlStudio.Store.RunStore.Open(_folder, tolerant: true);
        SampleRuns.Add(store, "cce", 0, 5);
        SampleRuns.Add(store, "cce+proxy-anchor", 0, 8);
        var file = Path.Combine(_folder, "out", "r.html");
        var (code, output, errors) = await Run("report", "sample", "--store", _folder, "--to", file);
        Assert.Equal((0, $"Wrote {file}{Environment.NewLine}", ""), (code, output, errors));
        Assert.Contains("Experiment sample", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        var folder = Path.Combine(_folder, "tables");
        (code, _, _) = await Run("report", "--store", _folder, "--format", "csv", "--to", folder);
        Assert.Equal(0, code);
        Assert.Contains("results-numbers.csv", Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Report_IntoAFolderAsAFile_IsRefusedAndLeavesNothing()
    {
        SampleRuns.Add(DmlStudio.Store.RunStore.Open(_folder, tolerant: true), "cce", 0, 5);
        var to = Path.Combine(_folder, "new") + Path.DirectorySeparatorChar;
        var (code, _, errors) = await Run("report", "--store", _folder, "--to", to);
        Assert.Equal((2, $"--to is {to}, which names a folder; expected a file.{Environment.NewLine}"), (code, errors));
        Assert.False(Directory.Exists(to));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("list")]
    public async Task Share_OfAFolderThatIsNotThere_IsRefused(string verb)
    {
        var typo = Path.Combine(_folder, "typo");
        var (code, _, errors) = await Run("share", verb, "--store", typo);
        Assert.Equal((2, $"There is no folder {typo}; expected a runs folder, as --out of the command that made the runs names it. Name "
            + $"one that exists.{Environment.NewLine}"), (code, errors));
        Assert.False(Directory.Exists(typo));
        (code, _, errors) = await Run("share", "create", "--store", _folder, "--experiment", "nix");
        Assert.Equal((2, $"There is no finished run of an experiment \"nix\" in {_folder}; there are no finished runs at all."
            + Environment.NewLine), (code, errors));
    }

    private static async Task<(int Code, string Output, string Errors)> Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var code = await WebCommand.Run(arguments, output, errors, limit.Token);
        return (code, output.ToString(), errors.ToString());
    }
}
