using System.Text.Json;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Finds the tokenizer of a checkpoint folder: tokenizer.json, else vocab.txt (WordPiece), vocab.json with merges.txt
/// (byte-level BPE), spiece.model (T5) or sentencepiece.bpe.model (XLM-RoBERTa).</summary>
public static class TokenizerFolder
{
    /// <summary>Opens the tokenizer.</summary>
    /// <param name="folder">A folder in Hugging Face's layout.</param>
    /// <exception cref="InvalidDataException">No tokenizer, or one that cannot be read.</exception>
    public static TextTokenizer Open(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        try
        {
            if (File.Exists(At("tokenizer.json"))) { return FromTokenizerJson(At("tokenizer.json")); }
            if (File.Exists(At("vocab.txt"))) { return FromVocabTxt(At("vocab.txt"), At("tokenizer_config.json")); }
            if (File.Exists(At("vocab.json")) && File.Exists(At("merges.txt"))) { return FromVocabJson(At("vocab.json"), At("merges.txt"), At("tokenizer_config.json")); }
            if (File.Exists(At("spiece.model"))) { return UnigramFiles.FromT5(At("spiece.model")); }
            if (File.Exists(At("sentencepiece.bpe.model"))) { return UnigramFiles.FromXlmRoberta(At("sentencepiece.bpe.model")); }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The tokenizer files in {folder} cannot be read: {e.Message} "
                + "Expected a complete tokenizer.json as Hugging Face writes it; copy the folder again.", e);
        }
        throw new InvalidDataException($"No tokenizer in {folder}. Expected tokenizer.json, vocab.txt, vocab.json with merges.txt, spiece.model or sentencepiece.bpe.model; "
            + "copy the checkpoint's tokenizer files into the folder.");
    }

    private static TextTokenizer FromTokenizerJson(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var model = root.GetProperty("model");
        var kind = model.TryGetProperty("type", out var type) ? type.GetString() : model.TryGetProperty("merges", out _) ? "BPE" : "WordPiece";
        if (kind == "WordPiece")
        {
            var ids = Vocabulary(model.GetProperty("vocab"));
            var normalizer = root.TryGetProperty("normalizer", out var n) && n.ValueKind == JsonValueKind.Object ? n : default;
            return WordPiece(ByIndex(ids), Flag(normalizer, "lowercase") ?? true, Flag(normalizer, "strip_accents"), Flag(normalizer, "handle_chinese_chars") ?? true);
        }
        if (kind == "BPE" && root.TryGetProperty("pre_tokenizer", out var pre) && pre.ValueKind == JsonValueKind.Object
            && pre.GetProperty("type").GetString() == "ByteLevel")
        {
            var ids = Vocabulary(model.GetProperty("vocab"));
            foreach (var added in root.GetProperty("added_tokens").EnumerateArray())
            {
                ids.TryAdd(added.GetProperty("content").GetString()!, added.GetProperty("id").GetInt32());
            }
            var merges = model.GetProperty("merges").EnumerateArray()
                .Select(m => m.ValueKind == JsonValueKind.String ? m.GetString()! : $"{m[0].GetString()} {m[1].GetString()}").ToArray();
            return ByteBpe(ids, merges, Flag(pre, "add_prefix_space") ?? false, Lowers(root, path));
        }
        return kind == "Unigram" ? UnigramFiles.FromJson(root, path)
            : throw new InvalidDataException($"{path} holds a tokenizer of kind {kind}, which is not supported. "
                + "Expected WordPiece (BERT), byte-level BPE (RoBERTa) or Unigram (T5, XLM-RoBERTa).");
    }

    private static WordPieceTextTokenizer FromVocabTxt(string path, string config)
    {
        var (lower, _) = Config(config);
        return WordPiece([.. File.ReadAllLines(path)], lower ?? true, null, true);
    }

    private static ByteBpeTextTokenizer FromVocabJson(string vocabulary, string merges, string config)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(vocabulary));
        var lines = File.ReadAllLines(merges).Where(l => l.Length > 0 && !l.StartsWith("#version", StringComparison.Ordinal)).ToArray();
        var (lower, prefixSpace) = Config(config);
        return ByteBpe(Vocabulary(document.RootElement), lines, prefixSpace ?? false, lower ?? false);
    }

    private static (bool? Lower, bool? PrefixSpace) Config(string path)
    {
        if (!File.Exists(path)) { return (null, null); }
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return (Flag(document.RootElement, "do_lower_case"), Flag(document.RootElement, "add_prefix_space"));
    }

    private static WordPieceTextTokenizer WordPiece(string[] vocabulary, bool lower, bool? strip, bool cjk)
    {
        int Id(string token) => Array.IndexOf(vocabulary, token) is var at and >= 0 ? at : throw Missing(token, vocabulary.Length);
        var special = new SpecialTokens(Id("[CLS]"), Id("[SEP]"), Id("[PAD]"), Id("[UNK]"), Id("[MASK]"), DoubleSeparator: false, PairType: 1);
        return new WordPieceTextTokenizer(vocabulary, "[UNK]", new BertNormalizer(lower, strip ?? lower, cjk)) { Special = special };
    }

    private static ByteBpeTextTokenizer ByteBpe(Dictionary<string, int> ids, IReadOnlyList<string> merges, bool prefixSpace, bool lowerCase)
    {
        int Id(string token) => ids.TryGetValue(token, out var id) ? id : throw Missing(token, ids.Count);
        return new ByteBpeTextTokenizer(ids, merges, prefixSpace, lowerCase)
        {
            Special = new SpecialTokens(Id("<s>"), Id("</s>"), Id("<pad>"), Id("<unk>"), Id("<mask>"), DoubleSeparator: true, PairType: 0),
        };
    }

    // RoBERTa has no normalizer, an encoder of our own may lower-case; anything else would give other tokens in silence.
    private static bool Lowers(JsonElement root, string path)
    {
        if (!root.TryGetProperty("normalizer", out var normalizer) || normalizer.ValueKind != JsonValueKind.Object) { return false; }
        var kind = normalizer.GetProperty("type").GetString();
        return kind == "Lowercase" ? true
            : throw new InvalidDataException($"{path} normalises texts by {kind}; with byte-level BPE expected none, or Lowercase. Choose another encoder.");
    }

    private static InvalidDataException Missing(string token, int count) => new(FormattableString.Invariant(
        $"The vocabulary of {count} pieces has no {token}. Expected the special tokens of BERT or RoBERTa; use the checkpoint's own tokenizer files."));

    private static Dictionary<string, int> Vocabulary(JsonElement vocab) =>
        vocab.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);

    private static string[] ByIndex(Dictionary<string, int> ids)
    {
        var pieces = new string[ids.Values.Max() + 1];
        foreach (var (piece, id) in ids) { pieces[id] = piece; }
        for (var i = 0; i < pieces.Length; i++) { pieces[i] ??= FormattableString.Invariant($"[missing{i}]"); }
        return pieces;
    }

    private static bool? Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? element.GetProperty(name).GetBoolean() : null;
}
