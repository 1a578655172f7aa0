using System.Text.RegularExpressions;

namespace DmlStudio.Tests.Shared.Architecture;

/// <summary>Who may know whom: <c>trainer -> shared &lt;- web</c>, LiteDB in the store, TorchSharp in the trainer.</summary>
public sealed class ReferencesTests
{
    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static List<string> Mentioning(string folder, string pattern, string exceptUnder = "") =>
        [.. Sources(folder)
            .Where(f => exceptUnder.Length == 0
                || !f.StartsWith(Path.Combine(Repository.Root, exceptUnder), StringComparison.Ordinal))
            .Where(f => Regex.IsMatch(File.ReadAllText(f), pattern))];

    [Theory]
    [InlineData("shared", @"DmlStudio\.(Trainer|Web)\b")]
    [InlineData("web", @"DmlStudio\.Trainer\b")]
    [InlineData("trainer", @"DmlStudio\.Web\.")]
    [InlineData("web", @"\bTorchSharp\b")]
    [InlineData("shared", @"using (static )?TorchSharp\b")]
    [InlineData("web", @"using LiteDB\b")]
    [InlineData("trainer", @"using LiteDB\b")]
    public void Sources_OfOneSide_DoNotNameTheOther(string folder, string pattern) =>
        Assert.Empty(Mentioning(folder, pattern));

    [Fact]
    public void Sources_OutsideTheStore_DoNotUseLiteDB() =>
        Assert.Empty(Mentioning("shared", @"using LiteDB\b", exceptUnder: "shared/Store"));

    [Theory]
    [InlineData("shared")]
    [InlineData("web")]
    public void Projects_OfSharedAndWeb_ReferenceNoTensorLibraryAndNotTheTrainer(string folder)
    {
        var project = File.ReadAllText(Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj").Single());
        Assert.DoesNotContain("TorchSharp", project, StringComparison.Ordinal);
        Assert.DoesNotContain("DmlStudio.Trainer", project, StringComparison.Ordinal);
    }

    /// <summary>The losses are a package of their own: TorchSharp, the settings, and nothing of the store, the
    /// statistics or the terminal.</summary>
    [Theory]
    [InlineData("shared/Settings/DmlStudio.Settings.csproj")]
    [InlineData("trainer/Losses/DmlStudio.Losses.csproj", "../../shared/Settings/DmlStudio.Settings.csproj", "TorchSharp")]
    public void Projects_OfThePackage_ReferenceWhatTheySay(string project, params string[] expected)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, project));
        var found = Regex.Matches(text, @"<(?:Project|Package)Reference Include=""([^""]+)""").Select(m => m.Groups[1].Value);
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("Records")]
    [InlineData("Settings")]
    [InlineData("Inference")]
    [InlineData("Statistics")]
    [InlineData("Comparisons")]
    public void Sources_OfPlainFolders_DoNotNameTheStore(string folder)
    {
        var path = Path.Combine("shared", folder);
        Assert.True(Directory.Exists(Path.Combine(Repository.Root, path)), $"{path} is gone: name its successor here.");
        Assert.Empty(Mentioning(path, @"DmlStudio\.Store\b"));
    }
}
