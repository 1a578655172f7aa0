using System.Text.Json;
using System.Text.RegularExpressions;

namespace DmlStudio.Tests.Trainer.Build;

/// <summary>What is handed out to run the product: no engine builds it here, so each step is held to what there is.</summary>
public sealed partial class DeployTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "deploy");

    public static TheoryData<string> Containers =>
        [.. Directory.GetFiles(Folder, "Containerfile.*").Select(f => Path.GetFileName(f))];

    /// <summary>Every instruction is one that we use, what is copied from the sources is there, what is published is a project, what else
    /// is run adds a package of the image's system, and what is started is the program of that project, in the folder that it was
    /// copied to.</summary>
    [Theory]
    [MemberData(nameof(Containers))]
    public void Container_EachStep_NamesWhatIsThere(string file)
    {
        var steps = File.ReadLines(Path.Combine(Folder, file)).Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Select(l => l.Split(' ', 2)).ToArray();
        Assert.All(steps, s => Assert.Contains(s[0], new[] { "FROM", "WORKDIR", "COPY", "RUN", "ENTRYPOINT" }));
        Assert.Equal(2, steps.Count(s => s[0] == "FROM"));
        Assert.All(steps.Where(s => s[0] == "FROM"), s => Assert.Matches(
            @"^mcr\.microsoft\.com/dotnet/(sdk|runtime|aspnet):10\.0( AS build)?$",
            s[1]));
        string[] copies = [.. steps.Where(s => s[0] == "COPY").Select(s => s[1])];
        Assert.Equal([". .", "--from=build /app /opt/dmlstudio"], copies);

        var runs = steps.Where(s => s[0] == "RUN").Select(s => s[1]).ToLookup(s => s.StartsWith("dotnet ", StringComparison.Ordinal));
        Assert.All(runs[false], s => Assert.Matches(
            "^apt-get update && apt-get install -y --no-install-recommends [a-z0-9-]+ && rm -rf /var/lib/apt/lists/\\*$", s));
        var publish = Publish().Match(Assert.Single(runs[true]));
        Assert.True(publish.Success);
        var project = Directory.GetFiles(Path.Combine(Repository.Root, publish.Groups[1].Value), "*.csproj").Single();
        Assert.Contains(publish.Groups[2].Value, new[] { "", " -p:Torch=cuda" });
        var started = JsonSerializer.Deserialize<string[]>(steps.Single(s => s[0] == "ENTRYPOINT")[1])!;
        Assert.Equal("/opt/dmlstudio/" + Path.GetFileNameWithoutExtension(project), started[0]);
    }

    [Fact]
    public void Containers_AreThoseOfTheTrainerTwiceAndOfTheBrowser() =>
        Assert.Equal(["Containerfile.trainer", "Containerfile.trainer-cuda", "Containerfile.web"],
            Directory.GetFiles(Folder, "Containerfile.*").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    /// <summary>The unit starts the browser's program with flags that it has.</summary>
    [Fact]
    public void Unit_OfTheBrowser_StartsItWithFlagsItHas()
    {
        var command = File.ReadLines(Path.Combine(Folder, "dmlstudio-web.service"))
            .Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..].Split(' ');
        Assert.Equal("DmlStudio.Web", Path.GetFileName(command[0]));
        var web = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "web", "Commands"), "*.cs").Select(File.ReadAllText));
        Assert.All(command.Where(w => w.StartsWith("--", StringComparison.Ordinal)),
            f => Assert.Contains($"\"{f}\"", web, StringComparison.Ordinal));
    }

    [GeneratedRegex("^dotnet publish (trainer|web) -c Release((?: -p:Torch=cuda)?) -o /app$")]
    private static partial Regex Publish();
}
