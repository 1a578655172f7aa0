using System.Text.Json;
using System.Text.Json.Nodes;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>Small tokenizers of every kind with the ids that the reference implementation gives them
/// (tests/golden/tokenizers/make.cs).</summary>
public sealed class GoldenTokenizersTests
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "tokenizers");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Golden, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_EveryText_GivesTheIdsOfTheReference(string name)
    {
        using var folder = new ToyTokenizer();
        File.Copy(Path.Combine(Golden, name + ".json"), folder.File);
        var tokenizer = TokenizerFolder.Open(folder.Folder);
        var wrong = new List<string>();
        var seen = 0;
        foreach (var line in File.ReadLines(Path.Combine(Golden, "expected.jsonl")))
        {
            var expected = JsonDocument.Parse(line).RootElement;
            if (expected.GetProperty("tokenizer").GetString() != name) { continue; }
            seen++;
            var text = expected.GetProperty("text").GetString()!;
            var found = tokenizer.Encode(text, null, 10_000);
            if (!found.Ids.SequenceEqual(expected.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())))
            {
                wrong.Add($"{JsonSerializer.Serialize(text)}: expected {expected.GetProperty("ids")}, found {string.Join(',', found.Ids)}");
            }
            Assert.All(found.Offsets, o => Assert.True(o.Start >= 0 && o.Start <= o.End && o.End <= text.Length));
        }
        Assert.True(seen >= 100, FormattableString.Invariant($"{seen} texts"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    // The first text's ids were asked of the reference (by the package that make.cs names); the others follow from the scheme.
    [Theory]
    [InlineData("\u200B\u03A3", "2,534,1,3")]
    [InlineData("\u03A3", "2,534,1,3")]
    [InlineData("<url>\u03A3", "2,537,1,3")]
    public void Encode_CharacterMappedAwayAtTheStart_LeavesTheNextOneFirst(string text, string ids)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, "unigram-map.json")))!.AsObject();
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":false}""");
        using var folder = new ToyTokenizer();
        Assert.Equal(ids, string.Join(',', folder.Open(json).Encode(text, null, 100).Ids));
    }
}
