using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using DmlStudio.Serving;

namespace DmlStudio.Tests.Shared.Serving;

public sealed class PrivateFolderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _root = Directory.CreateTempSubdirectory("private-").FullName;

    private string Folder => Path.Combine(_root, "serving");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SkippableFact, UnsupportedOSPlatform("windows")]
    public void Make_NewOrLeftOpen_ClosesItToOthers()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no modes.");
        PrivateFolder.Make(Folder);
        Assert.Equal(Private, File.GetUnixFileMode(Folder));
        Assert.Null(PrivateFolder.Refusal(Folder));
        // As after a copy.
        File.SetUnixFileMode(Folder, Private | UnixFileMode.OtherExecute);
        Assert.Equal($"{Folder} can be entered by other users; expected a folder of mode 700. Close it with chmod 700, or remove it.",
            PrivateFolder.Refusal(Folder));
        PrivateFolder.Make(Folder);
        Assert.Null(PrivateFolder.Refusal(Folder));
    }

    [SkippableFact]
    public void Link_EvenToAPrivateFolder_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        var elsewhere = Path.Combine(_root, "elsewhere");
        PrivateFolder.Make(elsewhere);
        Directory.CreateSymbolicLink(Folder, elsewhere);
        var expected = $"{Folder} is a link to {elsewhere}; expected a folder. Remove the link.";
        Assert.Equal(expected, PrivateFolder.Refusal(Folder));
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => PrivateFolder.Make(Folder)).Message);
    }

    [SkippableFact]
    public void Stranger_OwnsTheFolder_IsRefused()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && UnixUser.Own == 0, "Needs root, to give a folder away.");
        PrivateFolder.Make(Folder);
        using (var give = Process.Start("chown", ["65534", Folder])) { give.WaitForExit(); }
        Assert.Equal(65534u, UnixUser.Owner(Folder));
        var expected = $"{Folder} belongs to another user (number 65534, not 0). Ask that user to remove it, or work in another runs "
            + "folder.";
        Assert.Equal(expected, PrivateFolder.Refusal(Folder));
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => PrivateFolder.Make(Folder)).Message);
    }

    [SkippableFact]
    public async Task Peer_OfOnesOwnSocket_IsOneself()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows tells no users of sockets.");
        using Socket listener = New(), client = New();
        var at = new UnixDomainSocketEndPoint(Path.Combine(_root, "s"));
        listener.Bind(at);
        listener.Listen();
        await client.ConnectAsync(at);
        using var accepted = await listener.AcceptAsync();
        if (OperatingSystem.IsLinux())
        {
            // The second number is the effective user.
            var users = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t');
            Assert.Equal(users[2], UnixUser.Own?.ToString(CultureInfo.InvariantCulture));
        }
        Assert.Equal((UnixUser.Own, UnixUser.Own), (UnixUser.Peer(client), UnixUser.Peer(accepted)));
        Assert.False(UnixUser.IsStranger(client));
        Assert.True(!OperatingSystem.IsLinux() || UnixUser.Owner(_root) == UnixUser.Own);
    }

    private static Socket New() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
