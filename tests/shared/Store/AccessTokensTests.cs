using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class AccessTokensTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private readonly string _root = Directory.CreateTempSubdirectory("tokens-").FullName;

    private string File => Path.Combine(_root, AccessTokens.FileName);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SkippableFact]
    public void Create_KeepsTheFileToItsOwner()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such modes.");
        for (var i = 0; i < 2; i++)
        {
            new AccessTokens(_root).Create(null, true, 1, Now);
            if (OperatingSystem.IsWindows()) { return; }
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void Check_ADamagedFile_IsNamed()
    {
        new AccessTokens(_root).Create(null, true, 1, Now);
        var store = RunStore.Open(_root);
        var whole = store.Check(deep: false);
        Assert.Equal((1, 0), (whole.Files, whole.Damaged.Count));
        System.IO.File.WriteAllBytes(File, Bits.Flipped(System.IO.File.ReadAllBytes(File), 4000));
        var damaged = Assert.Single(store.Check(deep: false).Damaged);
        Assert.Equal(AccessTokens.FileName, damaged.Id);
        Assert.Contains("make new tokens", damaged.Reason, StringComparison.Ordinal);
    }
}
