using System.Globalization;
using System.Text.Json;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers.Models;

/// <summary>Reads the field <c>model</c> of a tokenizer.json, and vocabularies with their merges.</summary>
internal static class ModelReader
{
    private const string Expected =
        "Expected WordPiece (BERT), byte-level BPE (RoBERTa) or Unigram (T5, XLM-RoBERTa). Choose another encoder";

    /// <summary>The model.</summary>
    /// <param name="model">The field.</param>
    /// <param name="added">Added tokens by content: the unknown token may be one of them.</param>
    /// <exception cref="InvalidDataException">Another kind, or something in it is wrong.</exception>
    public static IPieceModel Read(JsonPlace model, IReadOnlyDictionary<string, int> added)
    {
        switch (model.Text("type") ?? (model.Find("merges") is null ? "WordPiece" : "BPE"))
        {
            case "WordPiece":
                var ids = Vocabulary(model.Need("vocab"));
                return WordPiece(ids, model.Text("unk_token") ?? "[UNK]", model.Text("continuing_subword_prefix")
                    ?? "##", model.Find("max_input_chars_per_word")?.Whole(0, int.MaxValue) ?? 100, model.File);
            case "BPE": return Bpe(model, added);
            case "Unigram": return Unigram(model);
            case var kind:
                throw new InvalidDataException(
                $"{model.File} holds a tokenizer of kind {kind}, which is not supported. {Expected}.");
        }
    }

    /// <summary>WordPiece of a vocabulary.</summary>
    public static WordPieceModel WordPiece(Dictionary<string, int> ids, string unknown, string continuing, int longest, string file) =>
        ids.TryGetValue(unknown, out var id) ? new WordPieceModel(ids, id, continuing, longest) : throw Missing(unknown, ids.Count, file);

    /// <summary>Byte-level BPE of a vocabulary and its merges.</summary>
    /// <param name="ids">Pieces with their ids.</param>
    /// <param name="merges">The two pieces of each merge, best first.</param>
    /// <param name="unknown">Id for a byte that is no piece, or <see cref="SpecialTokens.None"/>.</param>
    /// <param name="wholeFirst">Whether a word that is a piece is taken whole.</param>
    /// <param name="file">Named in messages.</param>
    public static BpeModel Bpe(Dictionary<string, int> ids, IEnumerable<(string Left, string Right)> merges, int unknown, bool wholeFirst,
        string file)
    {
        var ranked = new Dictionary<(int, int), (int Rank, int Id)>();
        var rank = 0;
        foreach (var (left, right) in merges)
        {
            int Id(string piece) => ids.TryGetValue(piece, out var id) ? id
                : throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{file}: merge {rank} (\"{left}\" and \"{right}\") needs the piece \"{piece}\", which the vocabulary lacks. "
                            + $"The files belong to different tokenizers; copy both again."));
            if (!ranked.TryAdd((Id(left), Id(right)), (rank, Id(left + right))))
            {
                throw new InvalidDataException(
                    FormattableString.Invariant(
                        $"{file}: merge {rank} (\"{left}\" and \"{right}\") stands twice; expected each merge once. Copy the file again."));
            }
            rank++;
        }
        var lacking = Enumerable.Range(0, 256).Select(b => ByteAlphabet.Of((byte)b).ToString()).FirstOrDefault(c => !ids.ContainsKey(c));
        return lacking is null || unknown != SpecialTokens.None ? new BpeModel(ids, ranked, unknown, wholeFirst)
            : throw new InvalidDataException(
                $"{file}: the vocabulary lacks the piece \"{lacking}\" and names no unknown token, so some texts could not be "
                    + "written; expected all 256 bytes. Choose another encoder.");
    }

    /// <summary>Pieces with their ids, from an object.</summary>
    /// <exception cref="InvalidDataException">An id is no whole number from 0 on, or stands twice.</exception>
    public static Dictionary<string, int> Vocabulary(JsonPlace vocabulary)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var pieces = new Dictionary<int, string>();
        foreach (var (piece, value) in vocabulary.Fields())
        {
            var id = value.Whole(0, TokenId.Largest);
            ids.Add(piece, id);
            if (!pieces.TryAdd(id, piece))
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{vocabulary.File}: \"{pieces[id]}\" and \"{piece}\" both have the id {id}; expected an id of its own for "
                            + $"every piece. Copy the file again."));
            }
        }
        return ids.Count > 0 ? ids : throw vocabulary.Fault("expected at least one piece");
    }

    /// <summary>A token that the vocabulary needs and does not have.</summary>
    public static InvalidDataException Missing(string token, int count, string file) => new(string.Create(CultureInfo.InvariantCulture,
        $"{file}: the vocabulary of {count} pieces has no {token}. Expected the special tokens that the checkpoint was trained with; "
            + $"use its own tokenizer files."));

    private static BpeModel Bpe(JsonPlace model, IReadOnlyDictionary<string, int> added)
    {
        foreach (var part in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Text(part) is { Length: > 0 } found)
            {
                throw new InvalidDataException(
                    $"{model.File}: model.{part} is \"{found}\"; with BPE expected none. Choose another encoder.");
            }
        }
        if (model.Flag("byte_fallback") == true)
        {
            throw new InvalidDataException(
                $"{model.File}: the BPE falls back to bytes for unknown characters, which is not known. {Expected}.");
        }
        if (model.Find("dropout") is { } dropout && dropout.Number() != 0)
        {
            throw dropout.Fault("expected none: the same text would be read differently each time", "Choose another encoder");
        }
        var ids = Vocabulary(model.Need("vocab"));
        var unknown = SpecialTokens.None;
        if (model.Text("unk_token") is { } name && !ids.TryGetValue(name, out unknown) && !added.TryGetValue(name, out unknown))
        {
            throw Missing(name, ids.Count, model.File);
        }
        if (model.Flag("fuse_unk") == true && unknown != SpecialTokens.None)
        {
            throw new InvalidDataException(
                $"{model.File}: model.fuse_unk is true; with byte-level BPE expected false. Choose another encoder.");
        }
        return Bpe(ids, model.Need("merges").Items().Select(Merge), unknown, model.Flag("ignore_merges") ?? false, model.File);
    }

    private static (string, string) Merge(JsonPlace merge)
    {
        string[] parts = merge.Value.ValueKind == JsonValueKind.Array ? [.. merge.Items().Select(p => p.Text())] : merge.Text().Split(' ');
        return parts.Length == 2 && parts.All(p => p.Length > 0) ? (parts[0], parts[1]) : throw merge.Fault("expected two pieces");
    }

    private static UnigramModel Unigram(JsonPlace model)
    {
        if (model.Flag("byte_fallback") == true)
        {
            throw new InvalidDataException(
                $"{model.File} falls back to bytes for unknown characters; expected a unigram tokenizer without that (T5, "
                    + "XLM-RoBERTa). Choose another encoder.");
        }
        var pieces = new List<(string, double)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in model.Need("vocab").Items())
        {
            JsonPlace[] parts = [.. entry.Items()];
            if (parts.Length != 2) { throw entry.Fault("expected a piece and its score"); }
            var (piece, score) = (parts[0].Text(), parts[1].Number());
            if (!seen.Add(piece)) { throw parts[0].Fault("expected every piece once"); }
            pieces.Add((piece, score));
        }
        if (pieces.Count == 0) { throw model.Need("vocab").Fault("expected at least one piece"); }
        return new UnigramModel(pieces, model.Need("unk_id").Whole(0, pieces.Count - 1));
    }
}
