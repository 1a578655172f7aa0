namespace DmlStudio.Tests.Trainer;

/// <summary>What a reader of the source finds: citations that lead somewhere, and lines that fit a window.</summary>
public sealed class SourceTextTests
{
    private const int Longest = 140;

    private static readonly string[] Folders = [".ci", "build", "data", "docs", "shared", "tests", "trainer", "web"];

    private static readonly string[] Code = [".cs", ".razor", ".css", ".js", ".sh", ".pl", ".ps1", ".csproj", ".props", ".targets"];

    // Pages that the program writes.
    private static readonly string[] Written =
        ["docs/claims.md", "data/encoders/roberta-2x384/README.md", "data/encoders/roberta-4x256/README.md"];

    private static IEnumerable<(string File, string[] Lines)> Sources => Folders
        .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*", SearchOption.AllDirectories))
        .Where(f => (Path.GetExtension(f) is ".md" || Code.Contains(Path.GetExtension(f)))
            && !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin"))
        .Select(f => (Path.GetRelativePath(Repository.Root, f), File.ReadAllLines(f)));

    [Fact]
    public void Citations_NameAPaperOrAPageOfTheRepository_NeverASectionSign()
    {
        const char sign = '\u00A7';
        Assert.Empty(Sources.SelectMany(s => s.Lines.Where(l => l.Contains(sign, StringComparison.Ordinal))
            .Select(l => $"{s.File}: {l.Trim()}")));
    }

    [Fact]
    public void Lines_FitAWindow()
    {
        string[] longer = [.. Sources.Where(s => !Written.Contains(s.File))
            .SelectMany(s => s.Lines.Select((l, i) => (l, i)).Where(p => p.l.Length > Longest && !IsRow(p.l))
                .Select(p => $"{s.File}:{p.i + 1}"))];
        Assert.True(longer.Length == 0, $"{longer.Length} lines of more than {Longest} characters: {string.Join(" ", longer.Take(20))}");
    }

    // Tables of figures in Markdown stand in one line a row.
    private static bool IsRow(string line) => line.TrimStart().StartsWith('|');
}
