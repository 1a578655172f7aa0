using DmlStudio.Trainer.Files;
using DmlStudio.Trainer.Tokenizers.Models;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Finds the special tokens of a tokenizer, and how the field <c>post_processor</c> puts them around a text and a pair.</summary>
/// <param name="ids">Ids of pieces and added tokens.</param>
/// <param name="names">What the other files call them.</param>
/// <param name="unknown">Id for what the vocabulary lacks.</param>
/// <param name="file">Named in messages.</param>
internal sealed class SpecialTokensReader(IReadOnlyDictionary<string, int> ids, SpecialNames names, int unknown, string file)
{
    /// <summary>By the field <c>post_processor</c>.</summary>
    /// <exception cref="InvalidDataException">It is missing, not known, or puts the tokens elsewhere.</exception>
    public SpecialTokens Read(JsonPlace? processor)
    {
        if (processor is not { } p)
        {
            throw new InvalidDataException($"{file} has no post_processor, so that no special tokens stand around a text; "
                + "expected BertProcessing, RobertaProcessing or TemplateProcessing. Use the checkpoint's own tokenizer files.");
        }
        switch (p.Need("type").Text())
        {
            case "BertProcessing": return Make(Pair(p.Need("cls")), Pair(p.Need("sep")), false, 1);
            case "RobertaProcessing": return Make(Pair(p.Need("cls")), Pair(p.Need("sep")), true, 0);
            case "TemplateProcessing": return Template(p);
            case "Sequence":
                // ByteLevel only moves offsets.
                JsonPlace[] steps = [.. p.Need("processors").Items().Where(s => s.Need("type").Text() != "ByteLevel")];
                return steps.Length == 1
                    ? Read(steps[0])
                    : throw p.Fault(FormattableString.Invariant($"expected one step that puts special tokens, found {steps.Length}"),
                        "Choose another encoder");
            case var other:
                throw new InvalidDataException(
                    $"{file}: {p.Place} puts special tokens by {other}, which is not known; expected BertProcessing, "
                        + "RobertaProcessing, TemplateProcessing or Sequence. Choose another encoder.");
        }
    }

    /// <summary>Without a post-processor, by the names of the opening and closing token.</summary>
    public SpecialTokens Named(string cls, string sep, bool doubled, int pairType) =>
        Make(names.Of("cls") ?? cls, names.Of("sep") ?? sep, doubled, pairType);

    /// <summary>With ids in hand.</summary>
    public SpecialTokens Make(int cls, int sep, bool doubled, int pairType)
    {
        var pad = First("pad", "[PAD]", "<pad>") ?? throw ModelReader.Missing(names.Of("pad") ?? "[PAD]", ids.Count, file);
        // T5 has no mask; what it writes for a masked span stands in for it.
        var mask = First("mask", "[MASK]", "<mask>", "<extra_id_0>") ?? unknown;
        return new SpecialTokens(cls, sep, pad, unknown != SpecialTokens.None
            ? unknown
            : First("unk", "[UNK]", "<unk>") ?? SpecialTokens.None, mask, doubled, pairType);
    }

    private SpecialTokens Make(string cls, string sep, bool doubled, int pairType) => Make(Id(cls), Id(sep), doubled, pairType);

    private int Id(string token) => ids.TryGetValue(token, out var id) ? id : throw ModelReader.Missing(token, ids.Count, file);

    private int? First(string token, params string[] usual) =>
        names.Of(token) is { } named && ids.TryGetValue(named, out var id)
            ? id
            : usual.Where(ids.ContainsKey).Select(u => (int?)ids[u]).FirstOrDefault();

    // A token with its id, which must be that of the vocabulary.
    private string Pair(JsonPlace pair)
    {
        JsonPlace[] parts = [.. pair.Items()];
        if (parts.Length != 2) { throw pair.Fault("expected a token and its id"); }
        return Same(parts[0].Text(), parts[1]);
    }

    private string Same(string token, JsonPlace id) => id.Whole(0, TokenId.Largest) == Id(token) ? token
        : throw id.Fault(FormattableString.Invariant($"expected {Id(token)}, the id of {token} in the vocabulary"));

    private SpecialTokens Template(JsonPlace processor)
    {
        var single = Steps(processor, "single");
        if (single is not ([(not "A", 0), ("A", 0), (not "A", 0)] or [("A", 0), (not "A", 0)]))
        {
            throw processor.Need("single")
                .Fault("expected an opening token or none, the text, and a closing token, all of type 0", "Choose another encoder");
        }
        var (opening, sep) = (single.Length == 3 ? single[0].Name : null, single[^1].Name);
        (string, int)[] first = opening is null ? [] : [(opening, 0)];
        var pair = Steps(processor, "pair");
        foreach (var (doubled, type) in new[] { (false, 0), (false, 1), (true, 0), (true, 1) })
        {
            (string, int)[] expected = [.. first, ("A", 0), (sep, 0), .. doubled ? new[] { (sep, 0) } : [], ("B", type), (sep, type)];
            if (pair.SequenceEqual(expected)) { return Make(opening is null ? SpecialTokens.None : Id(opening), Id(sep), doubled, type); }
        }
        throw processor.Need("pair").Fault("expected the tokens of a single text around each of the two", "Choose another encoder");
    }

    private (string Name, int Type)[] Steps(JsonPlace processor, string which) => [.. processor.Need(which).Items().Select(step =>
    {
        if (step.Find("Sequence") is { } text) { return (text.Need("id").Text(), text.Find("type_id")?.Whole(0, 1) ?? 0); }
        var token = step.Need("SpecialToken");
        var name = token.Need("id").Text();
        var described = processor.Need("special_tokens").Need(name);
        JsonPlace[] tokens = [.. described.Need("ids").Items()];
        if (tokens.Length != 1) { throw described.Fault("expected one id", "Choose another encoder"); }
        return (Same(name, tokens[0]), token.Find("type_id")?.Whole(0, 1) ?? 0);
    })];
}
