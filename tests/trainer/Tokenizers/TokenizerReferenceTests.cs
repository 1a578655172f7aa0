using System.Text.Json;
using CsCheck;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

public class TokenizerReferenceTests
{
    /// <summary>Kinds that are not read yet; they are counted as skipped, never as passed.</summary>
    private static readonly string[] Pending = ["unigram"];

    private static readonly Dictionary<string, string> Models = new()
    {
        ["wordpiece-uncased"] = "all-MiniLM-L6-v2",
        ["byte-bpe"] = "tiny-random-roberta",
    };

    [SkippableTheory]
    [InlineData("wordpiece-uncased")]
    [InlineData("byte-bpe")]
    [Trait("Category", "Reference")]
    public void Pieces_LinesOfFixture_AgreeWithReference(string kind)
    {
        var tokenizer = TokenizerFolder.Open(Fixtures.Require("models/" + Models[kind]));
        var wrong = new List<string>();
        var seen = 0;
        foreach (var line in File.ReadLines(Fixtures.Require("fixtures/tokenizers.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var name = root.GetProperty("tokenizer").GetString()!;
            Assert.True(Models.ContainsKey(name) || Pending.Contains(name), $"Unknown tokenizer kind {name}.");
            if (name != kind) { continue; }
            seen++;
            var text = root.GetProperty("text").GetString()!;
            var expected = root.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32());
            var found = tokenizer.Pieces(text).Select(p => p.Id);
            if (!expected.SequenceEqual(found)) { wrong.Add($"{JsonSerializer.Serialize(text)}: {string.Join(' ', expected)} but {string.Join(' ', found)}"); }
        }
        Assert.True(seen > 0);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {seen}:\n" + string.Join('\n', wrong.Take(8)));
    }

    [SkippableTheory]
    [InlineData("wordpiece-uncased")]
    [InlineData("byte-bpe")]
    [Trait("Category", "Reference")]
    public void Encode_AnyText_KeepsLimitAndSpansInsideText(string kind)
    {
        var tokenizer = TokenizerFolder.Open(Fixtures.Require("models/" + Models[kind]));
        Gen.Select(Gen.String, Gen.String, Gen.Int[6, 40]).Sample((a, b, limit) =>
        {
            var found = tokenizer.Encode(a, b, limit);
            Assert.True(found.Count <= limit);
            Assert.True(found.Count == found.UntruncatedCount || found.Count == limit);
            Assert.Equal(tokenizer.Special.SepId, found.Ids[^1]);
            for (var t = 0; t < found.Count; t++)
            {
                var (start, end) = found.Offsets[t];
                var length = found.Sequence[t] switch { 0 => a.Length, 1 => b.Length, _ => 0 };
                Assert.True(start >= 0 && start <= end && end <= length);
            }
        }, iter: 300);
    }
}
