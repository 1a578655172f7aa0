using System.Text.Json;
using System.Text.Json.Nodes;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>A folder with a small tokenizer.json of a test's own making.</summary>
internal sealed class ToyTokenizer : IDisposable
{
    private static readonly string[] Specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public string Folder { get; } = Directory.CreateTempSubdirectory("tokenizer-").FullName;

    public string File => Path.Combine(Folder, "tokenizer.json");

    /// <summary>A WordPiece tokenizer whose pieces are BERT's special tokens and some of one's own.</summary>
    public static JsonObject WordPiece(params string[] pieces) => Whole(new JsonObject
    {
        ["type"] = "WordPiece",
        ["unk_token"] = "[UNK]",
        ["continuing_subword_prefix"] = "##",
        ["max_input_chars_per_word"] = 100,
        ["vocab"] = new JsonObject(Specials.Concat(pieces).Select((p, i) => KeyValuePair.Create<string, JsonNode?>(p, i))),
    });

    /// <summary>A unigram tokenizer; the unknown piece is the second.</summary>
    public static JsonObject Unigram(params (string Piece, double Score)[] pieces) => Whole(new JsonObject
    {
        ["type"] = "Unigram",
        ["unk_id"] = 1,
        ["vocab"] = new JsonArray([.. Specials.Select(s => (s, 0.0)).Concat(pieces).Select(p => new JsonArray(p.Item1, p.Item2))]),
    });

    /// <summary>A byte-level BPE of all bytes and some merges.</summary>
    public static JsonObject Bpe(params string[] merges)
    {
        string[] pieces = [.. Specials, .. Enumerable.Range(0, 256).Select(b => ByteAlphabet.Of((byte)b).ToString()),
            .. merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal))];
        var json = Whole(new JsonObject
        {
            ["type"] = "BPE",
            ["vocab"] = new JsonObject(pieces.Select((p, i) => KeyValuePair.Create<string, JsonNode?>(p, i))),
            ["merges"] = new JsonArray([.. merges.Select(m => JsonValue.Create(m))]),
        });
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}""");
        return json;
    }

    /// <summary>Writes the file and opens the folder.</summary>
    public TextTokenizer Open(JsonNode json)
    {
        System.IO.File.WriteAllText(File, json.ToJsonString());
        return TokenizerFolder.Open(Folder);
    }

    /// <summary>The tokens of a text, spelt, special tokens around it included.</summary>
    public static string Spelt(JsonObject json, string text)
    {
        using var folder = new ToyTokenizer();
        var tokenizer = folder.Open(json);
        var spelling = Spelling(json);
        return string.Join(' ', tokenizer.Encode(text, null, 1000).Ids.Select(i => spelling[i]));
    }

    /// <summary>Spelling of every id.</summary>
    public static Dictionary<int, string> Spelling(JsonObject json)
    {
        var vocabulary = json["model"]!["vocab"]!;
        var spelling = vocabulary is JsonArray pieces
            ? pieces.Select((p, i) => (i, p![0]!.GetValue<string>())).ToDictionary(p => p.i, p => p.Item2)
            : vocabulary.AsObject().ToDictionary(p => p.Value!.GetValue<int>(), p => p.Key);
        foreach (var added in json["added_tokens"]!.AsArray())
        {
            spelling[added!["id"]!.GetValue<int>()] = added["content"]!.GetValue<string>();
        }
        return spelling;
    }

    /// <summary>The same file with a field changed.</summary>
    public static JsonObject With(JsonObject json, string field, string value)
    {
        var copy = json.DeepClone().AsObject();
        copy[field] = JsonNode.Parse(value);
        return copy;
    }

    /// <summary>The same file with one more added token, at the next id.</summary>
    public static JsonObject Adding(JsonObject json, string content, string flags = "")
    {
        var copy = json.DeepClone().AsObject();
        var id = Spelling(copy).Keys.Max() + 1;
        copy["added_tokens"]!.AsArray()
            .Add(JsonNode.Parse($$"""
                {"id":{{id}},"content":{{JsonSerializer.Serialize(content)}},
                "single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false}
                """));
        foreach (var flag in flags.Split(',', StringSplitOptions.RemoveEmptyEntries)) { copy["added_tokens"]!.AsArray()[^1]![flag] = true; }
        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static JsonObject Whole(JsonObject model) => new()
    {
        ["version"] = "1.0",
        ["added_tokens"] = new JsonArray(
            [.. Specials.Select((s, i) => new JsonObject { ["id"] = i, ["content"] = s, ["special"] = true, ["normalized"] = false })]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = JsonNode.Parse("""{"type":"BertPreTokenizer"}"""),
        ["post_processor"] = JsonNode.Parse("""{"type":"BertProcessing","cls":["[CLS]",2],"sep":["[SEP]",3]}"""),
        ["model"] = model,
    };
}
