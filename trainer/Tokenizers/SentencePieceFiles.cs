using System.Text.RegularExpressions;
using DmlStudio.Trainer.Tokenizers.Models;
using DmlStudio.Trainer.Tokenizers.Normalizers;
using DmlStudio.Trainer.Tokenizers.Splitters;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Opens a unigram tokenizer from its SentencePiece model alone, as T5, XLM-RoBERTa, ALBERT and DeBERTa read it.</summary>
internal static class SentencePieceFiles
{
    private const int ExtraIds = 100;
    private const string XlmRoberta = "sentencepiece.bpe.model";
    private const string Deberta = "spm.model";
    private static readonly string[] Files = ["spiece.model", XlmRoberta, Deberta];

    /// <summary>The model file of a folder, or null.</summary>
    public static string? Find(string folder) => Files.Select(f => Path.Combine(folder, f)).FirstOrDefault(File.Exists);

    /// <summary>Opens it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds another kind of model.</exception>
    public static PipelineTokenizer Open(string folder, string path, SpecialNames names)
    {
        TokenizerClasses.Require(path, names, TokenizerClasses.SentencePiece);
        var model = SentencePieceModel.Read(path);
        return Path.GetFileName(path) switch
        {
            XlmRoberta => FromXlmRoberta(folder, path, model, names),
            Deberta => Bracketed(folder, path, model, names, deberta: true),
            _ => model.Pieces.Any(p => p.Piece == "[CLS]")
                ? Bracketed(folder, path, model, names, deberta: false)
                : FromT5(folder, path, model, names),
        };
    }

    // The sentinels <extra_id_0> to 99 follow the pieces, last to first.
    private static PipelineTokenizer FromT5(string folder, string path, SentencePieceModel model, SpecialNames names)
    {
        var pieces = Scored(model);
        AddedToken[] sentinels =
            [.. Enumerable.Range(0, ExtraIds)
                .Select(i => new AddedToken(FormattableString.Invariant($"<extra_id_{ExtraIds - 1 - i}>"), pieces.Count + i))];
        return Open(folder, path, names, model, pieces, model.Pieces.FindIndex(p => p.Kind == SentencePieceModel.Unknown), WhiteSpace, null,
            r => r.Make(SpecialTokens.None, Id(pieces, names.Of("eos") ?? "</s>", path), false, 0), sentinels);
    }

    // Its ids are one higher, after four special tokens of their own.
    private static PipelineTokenizer FromXlmRoberta(string folder, string path, SentencePieceModel model, SpecialNames names)
    {
        List<(string, double)> pieces = [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), .. Scored(model).Skip(3), ("<mask>", 0)];
        return Open(folder, path, names, model, pieces, 3, WhiteSpace, null, r => r.Named("<s>", "</s>", true, 0), []);
    }

    // ALBERT and DeBERTa: BERT's special tokens, and a cleaning before the character map.
    private static PipelineTokenizer Bracketed(string folder, string path, SentencePieceModel model, SpecialNames names, bool deberta)
    {
        var pieces = Scored(model);
        var steps = new List<INormalizer>();
        if (!deberta)
        {
            steps.AddRange([Plain("``", "\""), Plain("''", "\"")]);
            if (names.Flag("keep_accents") != true)
            {
                steps.AddRange([new UnicodeForm(System.Text.NormalizationForm.FormKD), new StripAccents()]);
            }
        }
        if (names.Flag("do_lower_case") ?? !deberta) { steps.Add(new LowerCase()); }
        if (deberta) { steps.Add(new StripEnds(true, true)); }
        ISplitter words = deberta && names.Flag("split_by_punct") == true
            ? new SplitterSequence([new CharacterSplitter(Characters.IsPunctuation, Delimiters.Isolated), Marked]) : Marked;
        // DeBERTa's mask follows the pieces where it is none of them.
        AddedToken[] mask = pieces.Any(p => p.Piece == "[MASK]") ? [] : [new AddedToken("[MASK]", pieces.Count)];
        return Open(folder, path, names, model, pieces, model.Pieces.FindIndex(p => p.Kind == SentencePieceModel.Unknown), words,
            new NormalizerSequence(steps),
            r => r.Named("[CLS]", "[SEP]", false, 1), mask, collapses: true);
    }

    private static PipelineTokenizer Open(string folder, string path, SpecialNames names, SentencePieceModel model,
        List<(string Piece, double Score)> pieces, int unknown, ISplitter splitter,
        INormalizer? before, Func<SpecialTokensReader, SpecialTokens> special, IEnumerable<AddedToken> more, bool collapses = false)
    {
        if (pieces.GroupBy(p => p.Piece).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
        {
            throw new InvalidDataException(
                $"{path} holds the piece \"{twice}\" twice; expected every piece once. Copy the tokenizer files again.");
        }
        if (unknown < 0) { throw new InvalidDataException($"{path} has no unknown piece; expected one. Copy the tokenizer files again."); }
        List<INormalizer> steps = [];
        if (before is not null) { steps.Add(before); }
        steps.Add(new MappedCharacters(new CharacterMap(model.CharacterMap)));
        if (collapses) { steps.Add(new ReplacePattern(TextPattern.Of(new Regex(" {2,}", RegexOptions.CultureInvariant)), " ")); }
        // What a person put into the model as a whole is found as a whole.
        var whole = model.Pieces.Select((p, i) => (p.Piece, p.Kind, Id: i))
            .Where(p => p.Kind == SentencePieceModel.UserDefined && pieces[p.Id].Piece == p.Piece)
            .Select(p => new AddedToken(p.Piece, p.Id));
        return TokenizerFolder.Slow(folder, path, names, new UnigramModel(pieces, unknown), new NormalizerSequence(steps), splitter,
            special, more.Concat(whole));
    }

    private static MetaspaceSplitter Marked { get; } = new('\u2581', MetaspaceSplitter.Prepend.Always, splits: true);

    private static SplitterSequence WhiteSpace { get; } =
        new([new CharacterSplitter(System.Text.Rune.IsWhiteSpace, Delimiters.Removed), Marked]);

    private static List<(string Piece, double Score)> Scored(SentencePieceModel model) => [.. model.Pieces.Select(p => (p.Piece, p.Score))];

    private static ReplacePattern Plain(string found, string put) => new(TextPattern.Of(found), put);

    private static int Id(List<(string Piece, double Score)> pieces, string token, string path) =>
        pieces.FindIndex(p => p.Piece == token) is var at and >= 0 ? at : throw ModelReader.Missing(token, pieces.Count, path);
}
