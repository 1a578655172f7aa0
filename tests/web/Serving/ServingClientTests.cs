using System.Diagnostics;
using System.Runtime.Versioning;
using DmlStudio.Serving;
using DmlStudio.Web.Serving;

namespace DmlStudio.Tests.Web.Serving;

/// <summary>What is typed on the page Try goes to the own server alone.</summary>
public sealed class ServingClientTests : IDisposable
{
    // Binds as root in root's folder and listens as another user: such a socket passes every look at files.
    private const string Stranger = """
        use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; bind($s, sockaddr_un($ARGV[0])) or die;
        $) = "65534 65534"; $( = 65534; $> = 65534;
        listen($s, 5) or die; $| = 1; print "ready\n"; accept(my $c, $s) or die; my $got = ""; sysread($c, $got, 1000); print "got:$got\n";
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("client-").FullName;

    private string Place => ServingSocket.Of(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Ask_OwnServer_IsAnswered()
    {
        await using var server =
            new FakeServer(Place, (_, writer) => writer.WriteLineAsync(ServingJson.Line<ServingReply>(new RunsReply(["r-1"]))));
        Assert.Equal(["r-1"], Assert.IsType<RunsReply>(Assert.Single(await Ask())).Runs);
    }

    [SkippableFact, UnsupportedOSPlatform("windows")]
    public async Task Ask_FolderThatOthersMayEnter_SendsNothing()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using var server =
            new FakeServer(Place, (_, writer) => writer.WriteLineAsync(ServingJson.Line<ServingReply>(new RunsReply([]))));
        File.SetUnixFileMode(Path.GetDirectoryName(Place)!,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        Assert.StartsWith("Nothing was sent: ", (await Assert.ThrowsAsync<ServingAwayException>(Ask)).Message, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [SkippableFact]
    public async Task Ask_ServerOfAnotherUser_SendsNothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && UnixUser.Own == 0
            && File.Exists("/usr/bin/perl"), "Needs root, to act as another user, and perl.");
        PrivateFolder.Make(Path.GetDirectoryName(Place)!);
        using var stranger = Process.Start(
            new ProcessStartInfo("/usr/bin/perl", ["-e", Stranger, Place]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", await stranger.StandardOutput.ReadLineAsync());
        Assert.Equal($"Nothing was sent: the server on {Place} belongs to another user (number 65534, not 0). Start your own with "
            + "\"trainer serve\".", (await Assert.ThrowsAsync<ServingAwayException>(Ask)).Message);
        Assert.Equal("got:", await stranger.StandardOutput.ReadLineAsync());
        await stranger.WaitForExitAsync();
    }

    [Fact]
    public async Task Ask_Nobody_SaysSo() =>
        Assert.Equal("No server answers for this folder.", (await Assert.ThrowsAsync<ServingAwayException>(Ask)).Message);

    private async Task<IReadOnlyList<ServingReply>> Ask()
    {
        var replies = new List<ServingReply>();
        var client = new ServingClient(ServingSocket.Places(_root), TimeSpan.FromSeconds(20));
        await foreach (var reply in client.Ask(new ServingRequest { Ask = ServingRequest.Predict, Text = "confidential" },
            CancellationToken.None))
        {
            replies.Add(reply);
        }
        return replies;
    }
}
