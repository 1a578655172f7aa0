using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DmlStudio.Trainer.Encoders;
using JavaScriptEncoder = System.Text.Encodings.Web.JavaScriptEncoder;

namespace DmlStudio.Trainer.Distillation;

/// <summary>A BERT student: the teacher's WordPiece, cut to the pieces that the corpus needs.</summary>
/// <param name="Ids">Pieces with their ids.</param>
/// <param name="Rows">The teacher's id of each piece, by the student's id.</param>
/// <param name="Teacher">Folder of the teacher, whose tokenizer files are written with the cut vocabulary.</param>
internal sealed record WordPieceStudent(IReadOnlyDictionary<string, int> Ids, IReadOnlyList<int> Rows, string Teacher)
    : StudentTokenizer(Ids)
{
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Cuts: special tokens, single characters (so that a word of known letters is never unknown), then the
    /// most frequent pieces.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="texts">The corpus.</param>
    /// <param name="size">Most pieces.</param>
    /// <exception cref="InvalidDataException">The teacher has no WordPiece, or the size holds less than its characters.</exception>
    public static WordPieceStudent Cut(TextEncoder teacher, IReadOnlyList<string> texts, int size)
    {
        var folder = teacher.Checkpoint.Folder;
        var path = Path.Combine(folder, "vocab.txt");
        if (!File.Exists(path))
        {
            throw new InvalidDataException(
                $"{folder} has no vocab.txt; a BERT student takes its teacher's WordPiece. Use --architecture roberta, or a teacher "
                    + "with a WordPiece vocabulary.");
        }
        var pieces = File.ReadAllLines(path);
        var counts = new long[pieces.Length];
        foreach (var text in texts) { foreach (var id in teacher.Tokens(text).Ids) { counts[id]++; } }
        int[] always = [.. Special.Select(s => Array.IndexOf(pieces, s)), .. Enumerable.Range(0, pieces.Length)
            .Where(i => counts[i] > 0 && pieces[i].Replace("##", "", StringComparison.Ordinal).Length == 1)];
        if (always.Length > size)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The corpus has {always.Length} special tokens and single characters; {size} pieces were asked for. Ask for more "
                        + $"with --vocabulary."));
        }
        int[] rows = [.. always.Concat(Enumerable.Range(0, pieces.Length).Where(i => counts[i] > 0).OrderByDescending(i => counts[i])
            .ThenBy(i => i)).Distinct().Take(size)];
        return new WordPieceStudent(rows.Select((row, id) => (row, id))
            .ToDictionary(r => pieces[r.row], r => r.id, StringComparer.Ordinal), rows, folder);
    }

    /// <inheritdoc/>
    public override void Write(string folder, int maxTokens)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', Ids.OrderBy(i => i.Value).Select(i => i.Key)) + "\n");
        foreach (var (name, change) in new (string, Action<JsonNode>)[] { ("tokenizer.json", Vocabulary),
            ("tokenizer_config.json", n => n["model_max_length"] = maxTokens) })
        {
            if (!File.Exists(Path.Combine(Teacher, name))) { continue; }
            var node = JsonNode.Parse(File.ReadAllText(Path.Combine(Teacher, name)))!;
            change(node);
            File.WriteAllText(Path.Combine(folder, name), node.ToJsonString(Plain) + "\n");
        }
    }

    /// <inheritdoc/>
    public override EncoderConfig Config(int hidden, int layers, int heads, int intermediate, int maxTokens) =>
        new("bert", hidden, layers, heads, intermediate, Ids.Count, maxTokens, 2, 1e-12, "gelu", Ids["[PAD]"]);

    /// <inheritdoc/>
    public override string? Text(string piece)
    {
        return piece is ['[', .., ']'] && piece.Length > 1 ? null : piece.Replace("##", "", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> TeacherIds(string piece, TextEncoder teacher) => [Rows[Ids[piece]]];

    private void Vocabulary(JsonNode tokenizer)
    {
        tokenizer["truncation"] = null;
        tokenizer["padding"] = null;
        tokenizer["model"]!["vocab"] =
            new JsonObject(Ids.OrderBy(i => i.Value).Select(i => KeyValuePair.Create<string, JsonNode?>(i.Key, JsonValue.Create(i.Value))));
        foreach (var added in tokenizer["added_tokens"]!.AsArray()) { added!["id"] = Ids[added["content"]!.GetValue<string>()]; }
        if (tokenizer["post_processor"]?["special_tokens"] is not JsonObject special) { return; }
        foreach (var (name, token) in special) { token!["ids"] = new JsonArray(JsonValue.Create(Ids[name])); }
    }
}
