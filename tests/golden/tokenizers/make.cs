#:package Tokenizers.DotNet@1.4.1
#:package Tokenizers.DotNet.runtime.linux-x64@1.4.1
#:property PublishAot=false
#:property ImplicitUsings=enable

// Makes the tokenizers of this folder from the texts of data/reviews, and asks the reference implementation (Hugging Face's
// tokenizers, wrapped by Tokenizers.DotNet) for the ids of some hundred texts:
//
//     dotnet run tests/golden/tokenizers/make.cs
//
// The package is not part of the product and is not needed to run the tests.

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

var folder = Path.GetFullPath(args.Length > 0 ? args[0] : "tests/golden/tokenizers");
var corpus = File.ReadAllLines(Path.Combine(folder, "../../../data/reviews/texts.tsv")).Skip(1).Select(l => l.Split('\t')[^1]).ToArray();
string[] specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

var words = corpus.SelectMany(t => Regex.Matches(t.ToLowerInvariant(), @"\w+").Select(m => m.Value)).GroupBy(w => w)
    .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToArray();
string[] letters = [.. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => $"{c}")],
    signs = [.. ".,!?;:'\"-()[]/&%$#@*+=<>_`~".Select(c => $"{c}")];
string[] endings = ["ing", "ed", "s", "er", "est", "ly", "ness", "tion", "al", "ful"];

Write("wordpiece-uncased", WordPiece(),
    """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""",
    """{"type":"BertPreTokenizer"}""", Bert);
Write("wordpiece-cased", WordPiece("\u00E9", "\u4E2D", "A", "Z", "T", "##A"),
    """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true"""
        + ""","strip_accents":false,"lowercase":false}]}""",
    """{"type":"BertPreTokenizer"}""", Bert);
Write("wordpiece-digits", WordPiece(),
    """{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"}"""
        + """,{"type":"Strip","strip_left":true,"strip_right":true}]}""",
    """{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Digits","individual_digits":true}]}""", Bert);
Write("unigram-map", Unigram(),
    $$"""{"type":"Sequence","normalizers":[{"type":"Precompiled","precompiled_charsmap":"{{Map()}}"},"""
    + """{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]}""",
    """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"}"""
        + """,{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always","split":true}]}""",
    Roberta);
Write("unigram-first", Unigram(),
    """{"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":"``"},"content":"\""},{"type":"NFKC"},{"type":"Nmt"}"""
        + """,{"type":"Lowercase"}]}""",
    """{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true}""", Template);
Write("unigram-punctuation", Unigram(), """{"type":"NFKC"}""",
    """{"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Isolated"},{"type":"Split","pattern":{"Regex":"\\d{1"""
        + """,3}"},"behavior":"MergedWithPrevious","invert":false}"""
            + """,{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"always"}]}""",
    Template);
Write("byte-bpe", Bpe(), "null", """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""", Roberta);
Write("byte-bpe-prefix", Bpe(), """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}""",
    """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""", Template);

var asked = Asked();
using var file = new StreamWriter(Path.Combine(folder, "expected.jsonl"), false, new UTF8Encoding(false)) { NewLine = "\n" };
foreach (var path in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
{
    var tokenizer = new Tokenizers.DotNet.Tokenizer(vocabPath: path);
    foreach (var text in asked)
    {
        file.WriteLine(JsonSerializer.Serialize(
            new { tokenizer = Path.GetFileNameWithoutExtension(path), text, ids = tokenizer.Encode(text) }));
    }
}
Console.WriteLine($"{asked.Length} texts");

string[] Asked()
{
    var random = new Random(7);
    string[] odd = ["", " ", "  a  ", "Se\u00F1or ab-cd", "it's John's, isn't it?", "\u4E2D\u6587 mixed",
        "e\u0301 \u00E9 \uFB01ne \u2460\u00BD", "tab\tnew\nline\r\n", "x\u200By\u00ADz", "1234567 and 3.14", "\u0130stanbul \u03A3\u03C2",
        "smile \uD83D\uDE00\uD83D\uDC4D\uD83C\uDFFD", "[MASK] [MASK]the [SEP]", "a [USER] b", "a[USER]b", "[user]", "hello <url> there",
            "hello<url>there", "<URL>", "Word word Words", "``quoted''", "\u0001\u0007bell", "caf\u00E9", "a\u00A0b\u3000c",
        "\u1100\u1161\u11A8 \uAC01", "ab12cd3456", "_under_score", "....!!!", "\uD835\uDC00bold", "don\u2019t", "wordly word! word",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];
    string[] parts = ["a", "B", "the ", " ", "  ", "\u00E9", "e\u0301", "\u4E2D", "1", "42", ".", "-", "'s", "[MASK]", "[USER]", "<url>",
        "<URL>", "word", "\uD83D\uDE00", "\t", "\u00A0", "\uFB01", "\u200B", "x", "_", "\u0130", "!", "\u2581"];
    return [.. odd, .. corpus.Where((_, i) => i % 27 == 0), .. Enumerable.Range(0, 60)
        .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)])))];
}

JsonObject WordPiece(params string[] more)
{
    string[] pieces = [.. specials, .. signs, .. letters, .. letters.Select(l => "##" + l), .. endings.Select(e => "##" + e),
        .. words.Take(400).Select(w => w.Key).Where(w => w.Length > 1), .. more];
    return new JsonObject { ["type"] = "WordPiece", ["unk_token"] = "[UNK]", ["continuing_subword_prefix"] = "##",
        ["max_input_chars_per_word"] = 100, ["vocab"] = Ids(pieces) };
}

JsonObject Unigram()
{
    var scored = words.Take(400).Where(w => w.Key.Length > 1).Select(w => ("\u2581" + w.Key, Math.Log(w.Count() / 6000.0)))
        .Concat(letters.Concat(signs).SelectMany(c => new[] { (c, -7.5), ("\u2581" + c, -8.25) }))
        .Concat(endings.Where(e => e.Length > 1).Select(e => (e, -6.125))).Append(("\u2581", -5.5)).Append(("\u4E2D", -9));
    return new JsonObject { ["type"] = "Unigram", ["unk_id"] = 1,
        ["vocab"] = new JsonArray(
            [.. specials.Select(s => new JsonArray(s, 0.0)), .. scored.DistinctBy(s => s.Item1)
                .Select(s => new JsonArray(s.Item1, Math.Round(s.Item2, 4)))]),
        ["byte_fallback"] = false };
}

JsonObject Bpe()
{
    var next = 256;
    char[] bytes = [.. Enumerable.Range(0, 256)
        .Select(b => b is (>= 33 and <= 126) or (>= 161 and <= 172) or (>= 174 and <= 255) ? (char)b : (char)next++)];
    var counts = words.ToDictionary(w => ("\u0120" + string.Concat(Encoding.UTF8.GetBytes(w.Key).Select(b => bytes[b])))
        .Select(c => $"{c}").ToList(), w => w.Count());
    var merges = new List<string>();
    while (merges.Count < 300)
    {
        var best = counts.SelectMany(w => w.Key.Zip(w.Key.Skip(1)).Select(p => (Pair: p, w.Value))).GroupBy(p => p.Pair)
            .OrderByDescending(g => g.Sum(p => p.Value)).ThenBy(g => g.Key.First + g.Key.Second, StringComparer.Ordinal).First().Key;
        merges.Add($"{best.First} {best.Second}");
        foreach (var (word, _) in counts)
        {
            for (var i = 0; i + 1 < word.Count; i++)
            {
                if (word[i] == best.First && word[i + 1] == best.Second) { word[i] += word[i + 1]; word.RemoveAt(i + 1); }
            }
        }
    }
    string[] pieces = [.. specials, .. bytes.Select(b => $"{b}"), .. merges.Select(m => m.Replace(" ", ""))];
    return new JsonObject { ["type"] = "BPE", ["dropout"] = null, ["unk_token"] = null, ["continuing_subword_prefix"] = "",
        ["end_of_word_suffix"] = "", ["fuse_unk"] = false, ["vocab"] = Ids(pieces.Distinct()),
        ["merges"] = new JsonArray([.. merges.Select(m => JsonValue.Create(m))]) };
}

JsonObject Ids(IEnumerable<string> pieces) => new(pieces.Distinct().Select((p, i) => KeyValuePair.Create<string, JsonNode?>(p, i)));

void Write(string name, JsonObject model, string normalizer, string splitter, Func<string> processor)
{
    var next = model["vocab"] is JsonArray array ? array.Count : model["vocab"]!.AsObject().Count;
    JsonObject Token(int id, string content, params string[] on)
    {
        var token = new JsonObject { ["id"] = id, ["content"] = content };
        foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized", "special" }) { token[flag] = on.Contains(flag); }
        return token;
    }
    var json = new JsonObject
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray(
            [.. specials.Select((s, i) => s == "[MASK]" ? Token(i, s, "special", "lstrip") : Token(i, s, "special")),
            Token(next, "[USER]", "single_word"), Token(next + 1, "<url>", "normalized"),
                Token(next + 2, "word", "single_word", "rstrip")]),
        ["normalizer"] = JsonNode.Parse(normalizer),
        ["pre_tokenizer"] = JsonNode.Parse(splitter),
        ["post_processor"] = JsonNode.Parse(processor()),
        ["decoder"] = null,
        ["model"] = model,
    };
    if (model["vocab"] is JsonObject vocabulary && vocabulary.TryGetPropertyValue("word", out var own))
    {
        json["added_tokens"]!.AsArray()[^1]!["id"] = own!.GetValue<int>();
    }
    File.WriteAllText(Path.Combine(folder, name + ".json"), json.ToJsonString(new JsonSerializerOptions { WriteIndented = false }) + "\n");
}

string Bert() => """{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}""";
string Roberta() => """{"type":"RobertaProcessing","sep":["[SEP]",3],"cls":["[CLS]",2],"trim_offsets":true,"add_prefix_space":true}""";
string Template() => """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}}"""
    + """,{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]"""
        + ""","pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}"""
            + """,{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}}"""
                + """,{"SpecialToken":{"id":"[SEP]","type_id":1}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2]"""
                    + ""","tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}}""";

// A character map of our own: each key a path of bytes through a double array, its value a place among the replacements.
static string Map()
{
    (string Key, string Value)[] entries =
        [("\uFB01", "fi"), ("\u2460", "1"), ("\u00A0", " "), ("\u3000", " "), ("\u00E9", "\u00E9"), ("e\u0301", "\u00E9"), ("\u200B", ""),
            ("\t", " "), ("\n", " ")];
    var texts = new List<byte>();
    var root = new Node();
    foreach (var (key, value) in entries)
    {
        var node = root;
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            node = node.Next.TryGetValue(b, out var known) ? known : node.Next[b] = new Node();
        }
        node.Value = texts.Count;
        texts.AddRange([.. Encoding.UTF8.GetBytes(value), 0]);
    }
    // Each node gets an own block of 256 units, so that nothing overlaps; its leaf is the unit of label 0.
    var nodes = new List<Node>();
    void Number(Node node)
    {
        node.Block = 256 * (nodes.Count + 1);
        nodes.Add(node);
        foreach (var child in node.Next.Values) { Number(child); }
    }
    Number(root);
    var units = new uint[256 * (nodes.Count + 1)];
    uint Unit(int at, Node node, uint label) => (uint)(at ^ node.Block) << 10 | (node.Value >= 0 ? 1u << 8 : 0) | label;
    units[0] = Unit(0, root, 0);
    foreach (var node in nodes)
    {
        if (node.Value >= 0) { units[node.Block] = 0x80000000 | (uint)node.Value; }
        foreach (var (label, child) in node.Next) { units[node.Block ^ label] = Unit(node.Block ^ label, child, label); }
    }
    return Convert.ToBase64String([.. BitConverter.GetBytes(4 * units.Length), .. units.SelectMany(BitConverter.GetBytes), .. texts]);
}

sealed class Node
{
    public Dictionary<byte, Node> Next { get; } = [];

    public int Value { get; set; } = -1;

    public int Block { get; set; }
}
