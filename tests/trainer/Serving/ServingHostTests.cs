using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using DmlStudio.Serving;
using DmlStudio.Trainer.Serving;

namespace DmlStudio.Tests.Trainer.Serving;

public sealed class ServingHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serve-").FullName;

    private string Socket_ => ServingSocket.Of(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ask_Answer_ComesLineByLine()
    {
        await With((request, tell, _) =>
        {
            tell(new ProgressReply("reading", 1, 2));
            tell(new RunsReply([request.Text!]));
        }, async () =>
        {
            var lines = await Ask(ServingJson.Line(new ServingRequest { Ask = ServingRequest.Runs, Text = "ü\n\u2028" }) + "\n");
            Assert.Equal(2, lines.Length);
            Assert.IsType<ProgressReply>(ServingJson.Parse<ServingReply>(lines[0]));
            Assert.Equal(["ü\n\u2028"], Assert.IsType<RunsReply>(ServingJson.Parse<ServingReply>(lines[1])).Runs);
        });
    }

    [Theory]
    [InlineData("nonsense\n", "expected one JSON object")]
    [InlineData("{\"ask\":\"predict\"", "ended before its line did")]
    public async Task Ask_Nonsense_IsRefusedAndTheNextIsAnswered(string line, string reason)
    {
        await With((_, tell, _) => tell(new RunsReply([])), async () =>
        {
            Assert.Contains(reason, Assert.IsType<RefusedReply>(ServingJson.Parse<ServingReply>((await Ask(line)).Single())).Reason,
                StringComparison.Ordinal);
            Assert.IsType<RunsReply>(ServingJson.Parse<ServingReply>((await Ask(Question)).Single()));
        });
    }

    [Fact]
    public async Task Ask_EndlessLine_IsRefused()
    {
        await With((_, tell, _) => tell(new RunsReply([])), async () =>
            Assert.Contains("longer than", (await Ask(new string('x', ServingLimits.LongestLine)))[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_ModelThatFails_TellsWhyAndGoesOn()
    {
        await With((_, _, _) => throw new InvalidOperationException("out of luck"), async () =>
        {
            Assert.Contains("out of luck", (await Ask(Question)).Single(), StringComparison.Ordinal);
            Assert.Contains("out of luck", (await Ask(Question)).Single(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Ask_ReaderGoesAway_StopsTheWork()
    {
        var stopped = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await With((_, _, interrupt) =>
        {
            started.TrySetResult();
            interrupt.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            if (interrupt.IsCancellationRequested) { stopped.TrySetResult(); }
        }, async () =>
        {
            using (var connection = await Connect())
            {
                await connection.SendAsync(Encoding.UTF8.GetBytes(Question));
                await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }
            await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        });
    }

    [Fact]
    public async Task Ask_TooOften_IsRefused()
    {
        await With((_, tell, _) => tell(new RunsReply([])), async () =>
        {
            for (var i = 0; i < ServingLimits.Burst; i++) { await Ask(Question); }
            // The bucket fills by one a second, so a few more may pass; twice the burst at once may not.
            var answers = await Task.WhenAll(Enumerable.Range(0, ServingLimits.Burst).Select(_ => Ask(Question)));
            Assert.Contains(answers, a => a.Single().Contains("Too many questions", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Start_BesideAnother_IsRefused_AndALeftoverIsReplaced()
    {
        await With((_, tell, _) => tell(new RunsReply([])), () =>
        {
            Assert.Contains("Another server answers",
                Assert.Throws<InvalidDataException>(() => new ServingHost(Socket_, (_, _, _) => { }, TimeProvider.System)).Message,
                StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        await File.WriteAllTextAsync(Socket_, "");
        await With((_, tell, _) => tell(new RunsReply([])), async () => Assert.Single(await Ask(Question)));
        Assert.False(File.Exists(Socket_));
    }

    [Fact]
    public void Open_RunsFolderWithoutRoom_ListensInTheUsersOwnTemporaryFolder()
    {
        File.WriteAllText(Path.GetDirectoryName(Socket_)!, "a file where the folder should be");
        using var host = ServingHost.Open(_folder, (_, _, _) => { }, TimeProvider.System);
        Assert.Equal(ServingSocket.Places(_folder)[1], host.Place);
        Assert.True(File.Exists(host.Place));
        Assert.Null(PrivateFolder.Refusal(Path.GetDirectoryName(host.Place)!));
    }

    [Fact]
    public void Open_BesideAnother_IsRefusedAndLooksForNoSecondPlace()
    {
        using var first = ServingHost.Open(_folder, (_, _, _) => { }, TimeProvider.System);
        Assert.Equal(Socket_, first.Place);
        Assert.StartsWith($"Another server answers on {Socket_}.",
            Assert.Throws<InvalidDataException>(() => ServingHost.Open(_folder, (_, _, _) => { }, TimeProvider.System)).Message,
            StringComparison.Ordinal);
        Assert.False(File.Exists(ServingSocket.Places(_folder)[1]));
    }

    [SkippableFact, UnsupportedOSPlatform("windows")]
    public async Task Ask_ByAnotherUser_IsRefusedUnread()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && UnixUser.Own == 0
            && File.Exists("/usr/bin/perl"), "Needs root, to act as another user, and perl.");
        const string stranger = """
            use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; $) = "65534 65534"; $( = 65534; $> = 65534;
            connect($s, sockaddr_un($ARGV[0])) or die "connect: $!"; syswrite($s, $ARGV[1]);
            my $all = ""; while (sysread($s, my $some, 1000)) { $all .= $some; } print $all;
            """;
        var asked = false;
        await With((_, tell, _) =>
        {
            asked = true;
            tell(new RunsReply([]));
        }, async () =>
        {
            async Task<string> AsStranger()
            {
                using var process = System.Diagnostics.Process.Start(
                    new System.Diagnostics.ProcessStartInfo("/usr/bin/perl",
                        ["-e", stranger, Socket_, Question])
                    { RedirectStandardOutput = true, RedirectStandardError = true })!;
                return await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
            }
            // The folder keeps others out; should it be opened, the server still looks who asks.
            Assert.StartsWith("connect: Permission denied", await AsStranger(), StringComparison.Ordinal);
            const UnixFileMode all = (UnixFileMode)511;
            foreach (var path in new[] { _folder, Path.GetDirectoryName(Socket_)!, Socket_ }) { File.SetUnixFileMode(path, all); }
            Assert.Contains("answers the user who started it alone", await AsStranger(), StringComparison.Ordinal);
            Assert.False(asked);
            Assert.IsType<RunsReply>(ServingJson.Parse<ServingReply>((await Ask(Question)).Single()));
        });
    }

    private static string Question => ServingJson.Line(new ServingRequest { Ask = ServingRequest.Runs }) + "\n";

    private async Task With(Action<ServingRequest, Action<ServingReply>, CancellationToken> answer, Func<Task> body)
    {
        using var stop = new CancellationTokenSource();
        using var host = new ServingHost(Socket_, answer, TimeProvider.System);
        var running = host.Run(stop.Token);
        try { await body(); }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    private async Task<Socket> Connect()
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(Socket_));
        return connection;
    }

    private async Task<string[]> Ask(string line)
    {
        using var connection = await Connect();
        await connection.SendAsync(Encoding.UTF8.GetBytes(line));
        if (!line.EndsWith('\n')) { connection.Shutdown(SocketShutdown.Send); }
        using var all = new MemoryStream();
        var some = new byte[4096];
        while (await connection.ReceiveAsync(some) is var read and > 0) { all.Write(some, 0, read); }
        return Encoding.UTF8.GetString(all.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
