using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace DmlStudio.Tests.Trainer.Build;

/// <summary>The build property <c>Torch</c>: which packages and which settings each value selects. Evaluated by
/// MSBuild, without the packages.</summary>
public sealed class TorchPropertyTests
{
    [Theory]
    [InlineData("cpu", "libtorch-cpu-", "TorchSharp-cuda")]
    [InlineData("cuda", "TorchSharp-cuda-linux", "libtorch-cpu")]
    [InlineData("none", "TorchSharp", "libtorch")]
    public async Task Torch_Value_SelectsItsPackages(string value, string there, string absent)
    {
        var (packages, locked) = await Evaluate("-p:Torch=" + value);
        Assert.Contains("TorchSharp", packages);
        Assert.Contains(packages, p => p.StartsWith(there, StringComparison.Ordinal));
        Assert.DoesNotContain(packages, p => p.StartsWith(absent, StringComparison.Ordinal));
        // The committed lock file describes the default build; the other two keep one of their own, or their restore is refused.
        Assert.Equal(value == "cpu" && OperatingSystem.IsLinux() ? "" : $"packages.{value}.lock.json", Path.GetFileName(locked));
    }

    [Fact]
    public async Task Torch_Unknown_IsRefused()
    {
        var (code, output) = await MsBuild("-t:RefuseUnknownTorch", "-p:Torch=gpu");
        Assert.NotEqual(0, code);
        Assert.Contains("Torch is \"gpu\"; expected cpu, cuda or none.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Versions_OfTheCudaPackageAndOfTorchSharp_AreEqual()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(p => p.Attribute("Include")!.Value, p => p.Attribute("Version")!.Value);
        Assert.Equal(versions["TorchSharp"], versions["TorchSharp-cuda-linux"]);
        Assert.Single(versions.Where(v => v.Key.StartsWith("libtorch-cpu", StringComparison.Ordinal)).Select(v => v.Value).Distinct());
        Assert.StartsWith(DmlStudio.Trainer.Devices.TorchLibraries.Version + ".", versions["libtorch-cpu-linux-x64"],
            StringComparison.Ordinal);
    }

    /// <summary>The default build without its libtorch, and that libtorch in a folder of its own: what a build with Torch=none finds on a
    /// machine with an installed one.</summary>
    [SkippableFact]
    public async Task TorchLib_FolderOfAnInstalledLibtorch_IsUsed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Takes the build apart by links.");
        var folder = Directory.CreateTempSubdirectory("torch-none-").FullName;
        try
        {
            string program = Directory.CreateDirectory(Path.Combine(folder, "program")).FullName,
                libraries = Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName;
            foreach (var file in Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory))
            {
                var name = Path.GetFileName(file);
                var ofTorch = name.Contains(".so", StringComparison.Ordinal)
                    && !name.StartsWith("libLibTorchSharp", StringComparison.Ordinal)
                    && !name.Contains("Native", StringComparison.Ordinal);
                File.CreateSymbolicLink(Path.Combine(ofTorch ? libraries : program, name), file);
            }
            // A program is resolved to where its links point, so what is loaded first is copied.
            foreach (var name in Directory.EnumerateFiles(program)
                .Where(f => Path.GetFileName(f) is var n
                    && (n.StartsWith("DmlStudio.Trainer.", StringComparison.Ordinal)
                        || n.StartsWith("TorchSharp", StringComparison.Ordinal) || n.StartsWith("libLib", StringComparison.Ordinal)))
                .ToArray())
            {
                var target = File.ResolveLinkTarget(name, returnFinalTarget: true)!.FullName;
                File.Delete(name);
                File.Copy(target, name);
            }
            async Task<(int Code, string Output, string Errors)> Doctor(string? lib)
            {
                var start = new ProcessStartInfo("dotnet",
                    [Path.Combine(program, "DmlStudio.Trainer.dll"), "doctor", "--json", "--out",
                        Path.Combine(folder, "runs")])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true
                };
                if (lib is not null) { start.Environment["DMLSTUDIO_TORCH_LIB"] = lib; }
                using var process = Process.Start(start)!;
                return await Commands.Trainer.End(process);
            }
            var (code, output, errors) = await Doctor(libraries);
            var facts = Commands.Trainer.Events(output).Where(e => e.GetProperty("event").GetString() == "fact")
                .ToDictionary(e => e.GetProperty("name").GetString()!, e => e.GetProperty("value").GetString()!);
            Assert.True(facts.TryGetValue("torch", out var torch), $"{code} {output} {errors}");
            Assert.Contains($", in {libraries};", torch, StringComparison.Ordinal);
            Assert.Contains("GFLOP/s", facts["precision"], StringComparison.Ordinal);

            (code, output, _) = await Doctor(null);
            Assert.Equal(2, code);
            Assert.Contains("This build has no libtorch of its own (-p:Torch=none). Name the lib folder of libtorch 2.10 with "
                + "DMLSTUDIO_TORCH_LIB.", output, StringComparison.Ordinal);
            (code, _, errors) = await Doctor(folder);
            Assert.Equal(2, code);
            Assert.StartsWith($"DMLSTUDIO_TORCH_LIB names {folder}, where libc10.so is missing; expected the lib folder of libtorch 2.10",
                errors, StringComparison.Ordinal);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    [SkippableFact]
    public async Task TorchLib_BesideABuildWithItsOwn_IsRefused()
    {
        Skip.IfNot(DmlStudio.Trainer.Devices.TorchLibraries.Beside, "Needs the default build.");
        using var process = Commands.Trainer.Start(["doctor"],
            new Dictionary<string, string> { ["DMLSTUDIO_TORCH_LIB"] = AppContext.BaseDirectory });
        var (code, _, errors) = await Commands.Trainer.End(process);
        Assert.Equal(2, code);
        Assert.Contains("Build with -p:Torch=none, or clear DMLSTUDIO_TORCH_LIB.", errors, StringComparison.Ordinal);
    }

    private static async Task<(string[] Packages, string Locked)> Evaluate(string property)
    {
        var (code, output) = await MsBuild("-getItem:PackageReference", "-getProperty:NuGetLockFilePath", property);
        Assert.True(code == 0, output);
        var json = JsonDocument.Parse(output).RootElement;
        return ([.. json.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(p => p.GetProperty("Identity").GetString()!)],
            json.GetProperty("Properties").GetProperty("NuGetLockFilePath").GetString()!);
    }

    private static async Task<(int Code, string Output)> MsBuild(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet",
            ["msbuild", Path.Combine(Repository.Root, "trainer", "DmlStudio.Trainer.csproj"), "-nologo",
                .. arguments])
        { RedirectStandardOutput = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // A test must not leave a build server behind, nor take over the settings of the build that started it.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var name in new[] { "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath",
            "MSBuildLoadMicrosoftTargetsReadOnly" })
        {
            start.Environment.Remove(name);
        }
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
