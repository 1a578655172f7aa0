using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace DmlStudio.Tests.Trainer.Package;

/// <summary>The losses as somebody outside has them: the package is made, and its README is a program in an empty folder that knows nothing
/// of this repository.</summary>
[Trait("Category", "Package")]
public sealed class LossesPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dmlstudio-package-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Package_InAFreshProgram_RunsItsReadme()
    {
        var feed = Path.Combine(_folder, "feed");
        Run(Repository.Root, "pack", "trainer/Losses/DmlStudio.Losses.csproj", "-c", "Release", "--no-restore", "-o", feed,
            "-p:RunAnalyzers=false", "-nologo");
        var package = Directory.GetFiles(feed, "*.nupkg").Single();
        Holds(package);

        var program = Directory.CreateDirectory(Path.Combine(_folder, "program")).FullName;
        Write(program, Regex.Match(Path.GetFileName(package), @"Losses\.(.+)\.nupkg").Groups[1].Value, feed);
        Run(program, "build", "-c", "Release", "-o", Path.Combine(program, "out"), "-nologo");
        // The native side of this machine's build: on a system older than GCC 13 it is the one that loads.
        foreach (var native in Directory.GetFiles(AppContext.BaseDirectory, "*.so*"))
        {
            var place = Path.Combine(program, "out", Path.GetFileName(native));
            File.Delete(place);
            File.CreateSymbolicLink(place, native);
        }
        Assert.Equal("60 of 60 texts are nearest to their own label\nspread\n", Run(Path.Combine(program, "out"), "program.dll"));
    }

    private static void Holds(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        string[] names = [.. archive.Entries.Select(e => e.FullName)
            .Where(n => !n.StartsWith("_rels", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(
        [
            "DmlStudio.Losses.nuspec", "README.md", "[Content_Types].xml", "lib/net10.0/DmlStudio.Losses.dll",
                "lib/net10.0/DmlStudio.Losses.xml",
            "lib/net10.0/DmlStudio.Settings.dll", "lib/net10.0/DmlStudio.Settings.xml",
        ], names);
        using var nuspec = new StreamReader(archive.GetEntry("DmlStudio.Losses.nuspec")!.Open());
        var dependencies = Regex.Matches(nuspec.ReadToEnd(), "<dependency id=\"([^\"]+)\"").Select(m => m.Groups[1].Value);
        Assert.Equal(["TorchSharp"], dependencies);
    }

    private static void Write(string program, string version, string feed)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "trainer", "Losses", "README.md"));
        var code = Regex.Matches(readme, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value);
        File.WriteAllText(Path.Combine(program, "Program.cs"), string.Join('\n', code));
        File.WriteAllText(Path.Combine(program, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>$(MSBuildProjectDirectory)/packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="DmlStudio.Losses" Version="{version}" /></ItemGroup>
            </Project>
            """);
        // What this repository restored already is not fetched again.
        var restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(Path.Combine(program, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{restored}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    private static string Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} in {folder}:\n{output}{errors.GetAwaiter().GetResult()}");
        return output.ReplaceLineEndings("\n");
    }
}
