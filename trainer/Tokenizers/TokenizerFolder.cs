using System.Globalization;
using DmlStudio.Trainer.Files;
using DmlStudio.Trainer.Tokenizers.Models;
using DmlStudio.Trainer.Tokenizers.Normalizers;
using DmlStudio.Trainer.Tokenizers.Splitters;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Finds the tokenizer of a checkpoint folder: tokenizer.json, else vocab.txt (WordPiece), vocab.json with merges.txt
/// (byte-level BPE), or a SentencePiece model. What a file asks for and is not known is refused by name.</summary>
internal static class TokenizerFolder
{
    /// <summary>Opens the tokenizer.</summary>
    /// <param name="folder">A folder in Hugging Face's layout.</param>
    /// <exception cref="InvalidDataException">No tokenizer, or one that cannot be read.</exception>
    public static TextTokenizer Open(string folder) => Reading.Of(folder, () => Found(folder));

    private static PipelineTokenizer Found(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        var names = new SpecialNames(folder);
        if (File.Exists(At("tokenizer.json"))) { return FromTokenizerJson(folder, At("tokenizer.json"), names); }
        if (File.Exists(At("vocab.txt"))) { return FromVocabTxt(folder, At("vocab.txt"), names); }
        if (File.Exists(At("vocab.json")) && File.Exists(At("merges.txt"))) { return FromVocabJson(folder, names); }
        if (SentencePieceFiles.Find(folder) is { } model) { return SentencePieceFiles.Open(folder, model, names); }
        throw new InvalidDataException(
            $"No tokenizer in {folder}. Expected tokenizer.json, vocab.txt, vocab.json with merges.txt, spiece.model, spm.model or "
                + "sentencepiece.bpe.model; "
            + "copy the checkpoint's tokenizer files into the folder.");
    }

    private static PipelineTokenizer FromTokenizerJson(string folder, string path, SpecialNames names)
    {
        var root = JsonPlace.Read(path);
        if (root.Find("truncation")?.Text("direction") is { } direction && direction != "Right")
        {
            throw new InvalidDataException(
                $"{path} cuts texts from the {direction.ToLowerInvariant()}; expected from the right. Choose another encoder.");
        }
        var added = new AddedTokenReader();
        if (root.Find("added_tokens") is { } tokens) { added.AddAll(tokens); }
        added.AddOthers(folder, names);
        var model = ModelReader.Read(root.Need("model"), added.Ids);
        var normalizer = NormalizerReader.Read(root.Find("normalizer"));
        Casing.Require(root, names);
        var splitter = SplitterReader.Read(root.Find("pre_tokenizer"));
        if (model is BpeModel && !Spells(root.Find("pre_tokenizer")))
        {
            throw new InvalidDataException(
                $"{path} holds a BPE whose pre_tokenizer has no ByteLevel; expected byte-level BPE (RoBERTa). Choose another encoder.");
        }
        var ids = Ids(model, added, path);
        return new PipelineTokenizer(added.Tokens, normalizer, splitter,
            model)
        { Special = new SpecialTokensReader(ids, names, model.Unknown, path).Read(root.Find("post_processor")) };
    }

    // Whether the last step spells words in the byte alphabet.
    private static bool Spells(JsonPlace? step) => step is { } s
        && (s.Text("type") == "ByteLevel"
            || (s.Text("type") == "Sequence" && s.Need("pretokenizers").Items().Select(i => (JsonPlace?)i).LastOrDefault() is { } last
                && Spells(last)));

    private static PipelineTokenizer FromVocabTxt(string folder, string path, SpecialNames names)
    {
        TokenizerClasses.Require(path, names, TokenizerClasses.WordPiece);
        RequireWords(names);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var line = 0;
        foreach (var piece in StrictLines.Read(path))
        {
            if (!ids.TryAdd(piece, line))
            {
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{path}: line {line + 1} repeats the piece \"{piece}\" of line {ids[piece] + 1}; expected every piece once. "
                            + $"Copy the file again."));
            }
            line++;
        }
        var unknown = names.Of("unk") ?? "[UNK]";
        var model = ModelReader.WordPiece(ids, unknown, "##", 100, path);
        var lower = names.Flag("do_lower_case") ?? true;
        var normalizer = new BertCleaning(true, names.Flag("tokenize_chinese_chars") ?? true, names.Flag("strip_accents") ?? lower, lower);
        // MPNet's vocabulary has RoBERTa's special tokens, which stand as RoBERTa's do.
        var like = (names.Of("cls") ?? "[CLS]") == "<s>";
        return Slow(folder, path, names, model, normalizer, SplitterReader.Bert,
            reader => reader.Named("[CLS]", "[SEP]", like, like ? 0 : 1));
    }

    // BERT's own cutting into words can be switched off, or some words kept out of it.
    private static void RequireWords(SpecialNames names)
    {
        if (names.Config?.Find("do_basic_tokenize") is { } basic && !basic.Flag())
        {
            throw basic.Fault("which is not honoured; expected true: texts are cut into words first", "Choose another encoder");
        }
        if (names.Config?.Find("never_split") is { } never && never.Items().Any())
        {
            throw never.Fault("which is not honoured; expected none", "Add those words as added tokens, or choose another encoder");
        }
    }

    private static PipelineTokenizer FromVocabJson(string folder, SpecialNames names)
    {
        string path = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        TokenizerClasses.Require(path, names, TokenizerClasses.BytePairs);
        var ids = ModelReader.Vocabulary(JsonPlace.Read(path));
        var pairs = StrictLines.Read(merges).Select((text, i) => (Text: text, Line: i + 1))
            .Where(l => l.Text.Length > 0 && !(l.Line == 1 && l.Text.StartsWith("#version", StringComparison.Ordinal))).Select(l =>
            l.Text.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right)
                : throw new InvalidDataException(
                    FormattableString.Invariant(
                        $"{merges}: line {l.Line} is \"{l.Text}\", expected two pieces apart by a space. Copy the file again.")));
        var model = ModelReader.Bpe(ids, pairs, SpecialTokens.None, wholeFirst: false, merges);
        return Slow(folder, path, names, model, names.Flag("do_lower_case") == true ? new LowerCase() : null,
            new ByteLevelSplitter(names.Flag("add_prefix_space") ?? false, words: true), reader => reader.Named("<s>", "</s>", true, 0));
    }

    /// <summary>A tokenizer without tokenizer.json: its special tokens, and those that the other files add, are found
    /// in the text.</summary>
    internal static PipelineTokenizer Slow(string folder, string path, SpecialNames names, IPieceModel model, INormalizer? normalizer,
        ISplitter splitter, Func<SpecialTokensReader, SpecialTokens> special,
        IEnumerable<AddedToken>? more = null)
    {
        var added = new AddedTokenReader();
        added.AddOthers(folder, names);
        foreach (var token in more ?? []) { added.Add(token, path); }
        var found = special(new SpecialTokensReader(Ids(model, added, path), names, model.Unknown, path));
        foreach (var (id, strips) in new[] { (found.ClsId, false), (found.SepId, false), (found.PadId, false), (found.UnknownId, false),
            (found.MaskId, names.Of("mask") == "<mask>" || model is not WordPieceModel) }.DistinctBy(t => t.Item1))
        {
            if (id != SpecialTokens.None && !added.Tokens.Any(t => t.Id == id)
                && model.Ids.FirstOrDefault(p => p.Value == id).Key is { Length: > 0 } content)
            {
                added.Add(new AddedToken(content, id, StripsLeft: strips), path);
            }
        }
        return new PipelineTokenizer(added.Tokens, normalizer, splitter, model) { Special = found };
    }

    // Pieces and added tokens together; an added token that is a piece has the piece's id.
    private static Dictionary<string, int> Ids(IPieceModel model, AddedTokenReader added, string path)
    {
        var ids = new Dictionary<string, int>(model.Ids, StringComparer.Ordinal);
        var pieces = model.Ids.ToDictionary(p => p.Value, p => p.Key);
        foreach (var (content, id) in added.Ids)
        {
            var taken = ids.TryGetValue(content, out var own) ? own != id : pieces.ContainsKey(id);
            if (taken)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"{path}: the added token \"{content}\" has the id {id}, but in the vocabulary ")
                    + (ids.ContainsKey(content) ? FormattableString.Invariant($"it has {own}") : $"that is \"{pieces[id]}\"")
                        + ". Make the tokenizer files agree.");
            }
            ids[content] = id;
        }
        return ids;
    }
}
