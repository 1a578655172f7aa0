using System.Text;

namespace DmlStudio.Tests.Trainer.Build;

/// <summary>What the native libraries beside the program need of the system, read off the files: a machine of one kind can thus answer
/// for the others.</summary>
public sealed class NativeLibrariesTests
{
    // The older of Debian 12 (glibc 2.36, GCC 12.2) and Ubuntu 22.04 (glibc 2.35, GCC 12).
    private static readonly Dictionary<string, Version> Oldest = new()
    {
        ["GLIBC"] = new(2, 35),
        ["GLIBCXX"] = new(3, 4, 30),
        ["CXXABI"] = new(1, 3, 13),
        ["GCC"] = new(12, 0, 0),
    };

    public static TheoryData<string> Libraries =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.so*").Select(f => Path.GetFileName(f))];

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Requirements_OfEveryLibrary_AreThereOnDebian12AndUbuntu2204(string library)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Reads the libraries of a Linux build.");
        var missing = VersionNeeds(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, library)))
            .Where(n => !n.Weak && n.Name.Split('_') is [var kind, var number] && Oldest.TryGetValue(kind, out var oldest)
                && System.Version.TryParse(number, out var needed) && needed > oldest);
        Assert.Empty(missing.Select(m => m.Name));
    }

    [SkippableFact]
    public void TorchSharp_SymbolVersionOfGcc13_IsWeak()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Reads the libraries of a Linux build.");
        var needs = VersionNeeds(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so")));
        // When a new version of the package no longer names it, the rewriting in build/Torch.targets can go.
        Assert.True(Assert.Single(needs, n => n.Name == "GLIBCXX_3.4.32").Weak);
    }

    // .gnu.version_r: for each needed library the symbol versions that are asked of it.
    private static List<(string Name, bool Weak)> VersionNeeds(byte[] elf)
    {
        const int VersionNeed = 0x6ffffffe;
        long U64(long at) => BitConverter.ToInt64(elf, (int)at);
        int U32(long at) => BitConverter.ToInt32(elf, (int)at);
        int U16(long at) => BitConverter.ToUInt16(elf, (int)at);
        var found = new List<(string, bool)>();
        Assert.True(elf is [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..], "Not a 64-bit little-endian ELF file.");
        long headers = U64(0x28), size = U16(0x3A);
        for (var s = 0; s < U16(0x3C); s++)
        {
            var header = headers + s * size;
            if (U32(header + 4) != VersionNeed) { continue; }
            var strings = U64(headers + U32(header + 0x28) * size + 0x18);
            var need = U64(header + 0x18);
            for (var n = 0; n < U32(header + 0x2C); n++)
            {
                var version = need + U32(need + 8);
                for (var v = 0; v < U16(need + 2); v++)
                {
                    int start = (int)strings + U32(version + 8), end = Array.IndexOf(elf, (byte)0, start);
                    found.Add((Encoding.ASCII.GetString(elf, start, end - start), (U16(version + 4) & 2) != 0));
                    version += U32(version + 12);
                }
                need += U32(need + 12);
            }
        }
        return found;
    }
}
