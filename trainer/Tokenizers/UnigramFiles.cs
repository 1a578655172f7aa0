using System.Text.Json;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Opens unigram tokenizers: T5's and XLM-RoBERTa's, from tokenizer.json or from the SentencePiece model alone.</summary>
internal static class UnigramFiles
{
    private const int ExtraIds = 100;

    /// <summary>From tokenizer.json.</summary>
    /// <param name="root">Its content.</param>
    /// <param name="path">Named in messages.</param>
    /// <exception cref="InvalidDataException">A step of it is not known.</exception>
    public static UnigramTextTokenizer FromJson(JsonElement root, string path)
    {
        var model = root.GetProperty("model");
        if (model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True)
        {
            throw new InvalidDataException($"{path} falls back to bytes for unknown characters; expected a unigram tokenizer without that (T5, XLM-RoBERTa). Choose another encoder.");
        }
        (string, double)[] pieces = [.. model.GetProperty("vocab").EnumerateArray().Select(p => (p[0].GetString()!, p[1].GetDouble()))];
        var ids = pieces.Select((p, i) => (p.Item1, i)).GroupBy(p => p.Item1).ToDictionary(g => g.Key, g => g.Last().i, StringComparer.Ordinal);
        foreach (var added in root.GetProperty("added_tokens").EnumerateArray()) { ids[added.GetProperty("content").GetString()!] = added.GetProperty("id").GetInt32(); }
        var (map, collapses) = Normalizer(root.GetProperty("normalizer"), path);
        var anyWhiteSpace = PreTokenizer(root.GetProperty("pre_tokenizer"), path) || collapses;
        return Make(pieces, model.GetProperty("unk_id").GetInt32(), map, anyWhiteSpace, ids);
    }

    /// <summary>From T5's <c>spiece.model</c>; the sentinels <c>&lt;extra_id_0&gt;</c> to 99 follow, last to first.</summary>
    /// <param name="path">The file.</param>
    public static UnigramTextTokenizer FromT5(string path)
    {
        var model = SentencePieceModel.Read(path);
        var pieces = model.Pieces.Select(p => (p.Piece, p.Score)).ToList();
        for (var i = ExtraIds - 1; i >= 0; i--) { pieces.Add((FormattableString.Invariant($"<extra_id_{i}>"), 0)); }
        return Make(pieces, model.Pieces.FindIndex(p => p.Kind == 2), model.CharacterMap, true, Ids(pieces));
    }

    /// <summary>From XLM-RoBERTa's <c>sentencepiece.bpe.model</c>: its ids are one higher, after four special tokens of their own.</summary>
    /// <param name="path">The file.</param>
    public static UnigramTextTokenizer FromXlmRoberta(string path)
    {
        var model = SentencePieceModel.Read(path);
        List<(string, double)> pieces = [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. model.Pieces.Skip(3).Select(p => (p.Piece, p.Score)), ("<mask>", 0)];
        return Make(pieces, 3, model.CharacterMap, true, Ids(pieces));
    }

    private static Dictionary<string, int> Ids(List<(string Piece, double Score)> pieces) =>
        pieces.Select((p, i) => (p.Piece, i)).GroupBy(p => p.Piece).ToDictionary(g => g.Key, g => g.Last().i, StringComparer.Ordinal);

    private static UnigramTextTokenizer Make(IReadOnlyList<(string, double)> pieces, int unknown, byte[] map, bool anyWhiteSpace, Dictionary<string, int> ids)
    {
        int Id(string token) => ids.TryGetValue(token, out var id) ? id : throw new InvalidDataException(
            FormattableString.Invariant($"The vocabulary of {ids.Count} pieces has no {token}. Expected the special tokens of T5 or XLM-RoBERTa; use the checkpoint's own tokenizer files."));
        // T5 has neither an opening token nor a mask; what it writes for a masked span stands in for the mask.
        var special = ids.ContainsKey("<s>")
            ? new SpecialTokens(Id("<s>"), Id("</s>"), Id("<pad>"), Id("<unk>"), Id("<mask>"), DoubleSeparator: true, PairType: 0)
            : new SpecialTokens(SpecialTokens.None, Id("</s>"), Id("<pad>"), Id("<unk>"), ids.GetValueOrDefault("<extra_id_0>", unknown), DoubleSeparator: false, PairType: 0);
        return new UnigramTextTokenizer(pieces, unknown, map, anyWhiteSpace, ids.Values.Max() + 1) { Special = special };
    }

    // The compiled map, and whether runs of spaces become one.
    private static (byte[] Map, bool Collapses) Normalizer(JsonElement normalizer, string path)
    {
        var (map, collapses) = (Array.Empty<byte>(), false);
        foreach (var step in Steps(normalizer, "normalizers"))
        {
            switch (step.GetProperty("type").GetString())
            {
                case "Precompiled": map = Convert.FromBase64String(step.GetProperty("precompiled_charsmap").GetString()!); break;
                case "Replace" when step.GetProperty("pattern").TryGetProperty("Regex", out var pattern) && pattern.GetString() == " {2,}": collapses = true; break;
                // White space at the ends does not make words.
                case "Strip": collapses = true; break;
                case var other: throw new InvalidDataException($"{path} normalises texts by {other}; with unigram expected Precompiled. Choose another encoder.");
            }
        }
        return (map, collapses);
    }

    private static bool PreTokenizer(JsonElement pre, string path)
    {
        var anyWhiteSpace = false;
        foreach (var step in Steps(pre, "pretokenizers"))
        {
            switch (step.GetProperty("type").GetString())
            {
                case "WhitespaceSplit": anyWhiteSpace = true; break;
                case "Metaspace" when Starts(step): break;
                case var other: throw new InvalidDataException($"{path} splits texts by {other}; with unigram expected WhitespaceSplit and Metaspace that marks every start. Choose another encoder.");
            }
        }
        return anyWhiteSpace;
    }

    private static bool Starts(JsonElement step) => step.TryGetProperty("prepend_scheme", out var scheme) ? scheme.GetString() is "always" or "first"
        : !step.TryGetProperty("add_prefix_space", out var prefix) || prefix.ValueKind == JsonValueKind.True;

    private static JsonElement[] Steps(JsonElement step, string many) => step.ValueKind != JsonValueKind.Object ? []
        : step.GetProperty("type").GetString() == "Sequence" ? [.. step.GetProperty(many).EnumerateArray()] : [step];
}
