using System.Text.Json;
using CsCheck;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

public class TokenizerReferenceTests
{
    private static readonly Dictionary<string, string> Models = new()
    {
        ["wordpiece-uncased"] = "all-MiniLM-L6-v2",
        ["byte-bpe"] = "tiny-random-roberta",
        ["unigram"] = "tiny-random-t5",
    };

    [SkippableTheory]
    [InlineData("wordpiece-uncased")]
    [InlineData("byte-bpe")]
    [InlineData("unigram")]
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
            Assert.True(Models.ContainsKey(name), $"Unknown tokenizer kind {name}.");
            if (name != kind) { continue; }
            seen++;
            var text = root.GetProperty("text").GetString()!;
            int[] Ids(string field) => root.TryGetProperty(field, out var ids) ? [.. ids.EnumerateArray().Select(i => i.GetInt32())] : [];
            var expected = Ids("ids");
            int[] found = [.. tokenizer.Pieces(text).Select(p => p.Id)];
            if (!expected.SequenceEqual(found)
                && !(root.TryGetProperty("ids_sentencepiece", out _) && Ids("ids_sentencepiece").SequenceEqual(found)))
            {
                wrong.Add($"{JsonSerializer.Serialize(text)}: {string.Join(' ', expected)} but {string.Join(' ', found)}");
            }
        }
        Assert.True(seen > 0);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {seen}:\n" + string.Join('\n', wrong.Take(8)));
    }

    [SkippableTheory]
    [InlineData("tiny-random-t5", "spiece.model")]
    [InlineData("tiny-random-xlm-roberta", "sentencepiece.bpe.model")]
    [Trait("Category", "Reference")]
    public void Pieces_SentencePieceModelAlone_AgreesWithTokenizerJson(string model, string file)
    {
        var folder = Directory.CreateTempSubdirectory("tokenizer-").FullName;
        try
        {
            File.Copy(Fixtures.Require("models", model, file), Path.Combine(folder, file));
            TextTokenizer whole = TokenizerFolder.Open(Fixtures.Require("models", model)), alone = TokenizerFolder.Open(folder);
            Assert.Equal(whole.Special, alone.Special);
            foreach (var line in File.ReadLines(Fixtures.Require("fixtures/tokenizers.jsonl")).Where((_, i) => i % 3 == 0))
            {
                var text = JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!;
                Assert.Equal(whole.Encode(text, text, 100).Ids, alone.Encode(text, text, 100).Ids);
            }
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    [SkippableTheory]
    [InlineData("wordpiece-uncased")]
    [InlineData("byte-bpe")]
    [InlineData("unigram")]
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
