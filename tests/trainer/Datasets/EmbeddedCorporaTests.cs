using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DmlStudio.Trainer.Datasets;

namespace DmlStudio.Tests.Trainer.Datasets;

public partial class EmbeddedCorporaTests
{
    [Theory]
    [InlineData("support", 600, 6)]
    [InlineData("reviews", 800, 2)]
    [InlineData("desk", 480, 8)]
    public void Corpus_IsReadWhole_LargeAndEven(string name, int least, int labels)
    {
        var corpus = DatasetTable.Read(name, DataFolders.Default(), new TableColumns());
        Assert.True(corpus.Texts.Count >= least, $"{corpus.Texts.Count} texts");
        Assert.Equal(File.ReadAllLines(Path.Combine(Repository.Root, "data", name, "texts.tsv")).Length - 1, corpus.Texts.Count);
        Assert.Equal(labels, corpus.Labels.Count);
        var counts = corpus.Texts.CountBy(t => t.Label).Select(c => c.Value).ToArray();
        Assert.True(counts.Max() < 1.5 * counts.Min(), string.Join(' ', counts));
    }

    [Theory]
    [InlineData("support")]
    [InlineData("reviews")]
    [InlineData("desk")]
    public void Corpus_HasNoNearDuplicatesAndNoTemplates(string name)
    {
        var texts = DatasetTable.Read(name, DataFolders.Default(), new TableColumns()).Texts;
        Assert.Equal(texts.Count, texts.Select(t => string.Join(' ', Words(t.Text))).Distinct().Count());
        var grams = texts.Select(t => Grams(t.Text)).ToArray();
        for (var i = 0; i < grams.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var shared = grams[i].Count(grams[j].Contains);
                var overlap = shared / (double)Math.Max(1, grams[i].Count + grams[j].Count - shared);
                Assert.True(overlap < 0.34, $"overlap {overlap:0.00}: \"{texts[i].Text}\" and \"{texts[j].Text}\"");
            }
        }
        // A template shows as an opening that many texts share.
        var opening = texts.Where(t => Words(t.Text).Length > 3).CountBy(t => string.Join(' ', Words(t.Text)[..3])).MaxBy(o => o.Value);
        Assert.True(opening.Value <= texts.Count / 60, $"{opening.Value} texts begin with \"{opening.Key}\"");
    }

    [Theory]
    [InlineData("support")]
    [InlineData("reviews")]
    [InlineData("desk")]
    public void Readme_StatesChecksumAndCounts(string name)
    {
        var folder = Path.Combine(Repository.Root, "data", name);
        var readme = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "texts.tsv")))), readme,
            StringComparison.Ordinal);
        var corpus = DatasetTable.Read(name, DataFolders.Default(), new TableColumns());
        foreach (var (label, count) in corpus.Texts.CountBy(t => corpus.Labels[t.Label]))
        {
            Assert.Matches($@"\| `{label}` \|.*\| {count} \|", readme);
        }
    }

    private static HashSet<string> Grams(string text)
    {
        var words = Words(text);
        return [.. Enumerable.Range(0, Math.Max(0, words.Length - 2)).Select(i => string.Join(' ', words[i..(i + 3)]))];
    }

    private static string[] Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}']+")]
    private static partial Regex Word();
}
