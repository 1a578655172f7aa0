using System.CommandLine;
using System.Text.RegularExpressions;
using DmlStudio.Trainer.Commands;

namespace DmlStudio.Tests.Trainer;

/// <summary>What README and docs tell a person to type exists.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private static readonly string Usage = File.ReadAllText(Path.Combine(Repository.Root, "docs", "usage.md"));

    // Flags of dotnet itself and of the web program.
    private static readonly string[] Foreign =
        ["--project", "--filter", "--store", "--port", "--allow-host", "--no-build", "--tool-path", "--headless", "--version"];

    [Fact]
    public void Table_OfVerbs_NamesThemAllAndNoOther()
    {
        // The first cell of a row may name several.
        string[] named = [.. Row().Matches(VerbsOf(Usage)).SelectMany(m => Span().Matches(m.Value))
            .Select(m => m.Value.Trim('`').Split(' ')[0]).Distinct()];
        Assert.Equal(Verbs.All().Subcommands.Where(c => !c.Hidden).Select(c => c.Name).Order(), named.Order());
    }

    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Select(f => Path.GetRelativePath(Repository.Root, f)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_OfADocument_AreUnderstoodByTheProgram(string document)
    {
        // A command may go over several lines; angle brackets stand for a name of the reader's.
        var text = File.ReadAllText(Path.Combine(Repository.Root, document)).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match command in Command().Matches(text))
        {
            var words = command.Groups[1].Value.Replace("…", "", StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var parsed = Verbs.All().Parse(words);
            Assert.True(parsed.Errors.Count == 0
                && parsed.UnmatchedTokens.Count == 0, $"{command.Value}: {string.Join(" ", parsed.Errors.Select(e => e.Message))}");
        }
    }

    /// <summary>Lines of a block are typed as they stand: broken like prose they were no commands and no YAML.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Blocks_OfADocument_AreNotBrokenLikeProse(string document)
    {
        foreach (Match block in Block().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))))
        {
            string[] lines = [.. block.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            Assert.DoesNotContain(lines, l => Glued().IsMatch(l) || Swallowed().IsMatch(l));
            if (lines[0].StartsWith("    apiVersion:", StringComparison.Ordinal))
            {
                var job = new YamlDotNet.RepresentationModel.YamlStream();
                job.Load(new StringReader(block.Value));
                Assert.Single(job.Documents);
            }
        }
    }

    [Fact]
    public void Flags_InCodeSpans_AreFlagsOfSomeVerb()
    {
        var known = Leaves(Verbs.All()).SelectMany(c => c.Options).Select(o => o.Name).Concat(Foreign).ToHashSet();
        Assert.Empty(Span().Matches(Readme + Usage).SelectMany(s => Flag().Matches(s.Value)).Select(f => f.Value)
            .Where(f => !known.Contains(f)).Distinct());
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Files_ThatADocumentNames_AreThere(string document)
    {
        var file = Path.Combine(Repository.Root, document);
        foreach (Match link in Link().Matches(File.ReadAllText(file)))
        {
            Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value)), $"{document} names {link.Value}");
        }
    }

    /// <summary>A first screen that is read in a minute; the longest lines are rows of tables.</summary>
    [Fact]
    public void Readme_IsShort()
    {
        Assert.InRange(Readme.Split('\n').Length, 1, 80);
        Assert.InRange(Readme.Split(' ', '\n').Length, 1, 600);
        Assert.DoesNotContain(Readme.Split('\n'), l => l.Length > (l.StartsWith('|') ? 160 : 140));
    }

    private static string VerbsOf(string usage) => usage.Split("## ").Single(s => s.StartsWith("Verbs", StringComparison.Ordinal));

    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands.SelectMany(Leaves).Append(command);

    [GeneratedRegex(@"^\| `[a-z][^|]*\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^ {4}dotnet run -c Release --project trainer -- (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"(^ {4}.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Block();

    // A command behind another one without anything between them that a shell knows.
    [GeneratedRegex(@"^ {4}(?!\S*=\S* |parallel )[^;|&#(]*[\w>}] (trainer|dotnet) (run|runs|probe|explain|distil|evaluate) ")]
    private static partial Regex Glued();

    [GeneratedRegex(@"#.*\\$")]
    private static partial Regex Swallowed();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex Span();

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Flag();

    [GeneratedRegex(@"\]\(([^):#]+)\)")]
    private static partial Regex Link();
}
