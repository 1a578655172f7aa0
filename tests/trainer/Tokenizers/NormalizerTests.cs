using CsCheck;
using DmlStudio.Trainer.Files;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Tokenizers.Normalizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>Every step that a tokenizer.json may ask for before a text is cut, by hand-worked examples; what is not
/// known is refused by name.</summary>
public sealed class NormalizerTests
{
    [Theory]
    [InlineData("""{"type":"NFC"}""", "e\u0301", "\u00E9")]
    [InlineData("""{"type":"NFD"}""", "\u00E9", "e\u0301")]
    [InlineData("""{"type":"NFKC"}""", "\uFB01\u2460", "fi1")]
    [InlineData("""{"type":"NFKD"}""", "\u00E9\u00BD", "e\u03011\u20442")]
    [InlineData("""{"type":"NFC"}""", "\uFDD0e\u0301", "\uFDD0\u00E9")]
    [InlineData("""{"type":"Lowercase"}""", "\u0130\u00C9\u03A3 \uD801\uDC00", "i\u0307\u00E9\u03C3 \uD801\uDC28")]
    [InlineData("""{"type":"StripAccents"}""", "e\u0301\u00E9\u0903", "e\u00E9")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", " \u00A0a ", "a ")]
    [InlineData("""{"type":"Strip","strip_left":false,"strip_right":true}""", " a\t ", " a")]
    [InlineData("""{"type":"Replace","pattern":{"String":"``"},"content":"\""}""", "``a`` `", "\"a\" `")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}""", "a   b c", "a b c")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"\\p{L}"},"content":"x"}""", "\uD801\uDC00a\uD83D\uDE00", "xx\uD83D\uDE00")]
    [InlineData("""{"type":"Replace","pattern":{"String":"."},"content":""}""", "a.b", "ab")]
    [InlineData("""{"type":"Prepend","prepend":"\u2581"}""", "a", "\u2581a")]
    [InlineData("""{"type":"Prepend","prepend":"\u2581"}""", "", "")]
    [InlineData("""{"type":"Nmt"}""", "a\u0001b\u200Bc\u2028\u007Fd\uFEFF", "ab c d ")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true}""", "Se\u00F1or\u0007 \u4E2D\tX\u0301", "senor  \u4E2D  x")]
    [InlineData("""{"type":"BertNormalizer","lowercase":false}""", "Se\u00F1or", "Se\u00F1or")]
    [InlineData("""{"type":"BertNormalizer","lowercase":false,"strip_accents":true}""", "Se\u00F1or", "Senor")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true,"strip_accents":false}""", "Se\u00F1or", "se\u00F1or")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true,"handle_chinese_chars":false}""", "a\u4E2Db", "a\u4E2Db")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true,"clean_text":false}""", "a\u0007\tb", "a\u0007\tb")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Lowercase"}]}""", "\u00C9A", "ea")]
    [InlineData("""{"type":"Sequence","normalizers":[]}""", "A", "A")]
    public void Apply_Text_ReadsAsByTheReference(string step, string text, string expected)
    {
        var made = NormalizerReader.Read(Step(step))!.Apply(AlignedText.Of(text));
        Assert.Equal(expected, made.Text);
        Assert.Equal(made.Text.Length, made.Spans.Length);
        Assert.All(made.Spans, s => Assert.True(s.Start >= 0 && s.Start <= s.End && s.End <= text.Length));
    }

    [Fact]
    public void Apply_Composition_CoversWhatItCameFrom() =>
        Assert.Equal([(0, 1), (1, 3), (3, 4)], NormalizerReader.Read(Step("""{"type":"NFC"}"""))!.Apply(AlignedText.Of("ae\u0301b")).Spans);

    // What is normalised cluster by cluster is what the runtime makes of the whole.
    [Fact]
    public void Apply_UnicodeForms_AgreeWithTheWhole()
    {
        (string Name, System.Text.NormalizationForm Form)[] forms =
            [("NFC", System.Text.NormalizationForm.FormC), ("NFD", System.Text.NormalizationForm.FormD),
                ("NFKC", System.Text.NormalizationForm.FormKC), ("NFKD", System.Text.NormalizationForm.FormKD)];
        var letter = Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['\u0300', '\u036F'], Gen.Char['\u00C0', '\u017F'],
            Gen.Char['\u1100', '\u11FF'], Gen.Char['\uAC00', '\uD7A3'], Gen.Char['\u0900', '\u0DFF'], Gen.Char['\uF900', '\uFAFF']);
        Gen.Select(letter.Array[0, 20], Gen.Int[0, 3]).Sample((letters, at) =>
        {
            var text = new string(letters);
            Assert.Equal(text.Normalize(forms[at].Form), NormalizerReader.Read(Step($$"""{"type":"{{forms[at].Name}}"}"""))!
                .Apply(AlignedText.Of(text)).Text);
        }, iter: 3000);
    }

    [Theory]
    [InlineData("""{"type":"Nonsense"}""", "normalizer normalises texts by Nonsense, which is not known; expected BertNormalizer, NFC")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"ByteLevel"}]}""",
        "normalizer.normalizers[1] normalises texts by ByteLevel")]
    [InlineData("""{"type":"Sequence"}""", "normalizer.normalizers is missing")]
    [InlineData("""{"type":"Sequence","normalizers":[null]}""", "normalizer.normalizers[0] is null")]
    [InlineData("""{"type":3}""", "normalizer.type is 3, expected a text")]
    [InlineData("""[]""", "normalizer is an array")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"("},"content":""}""",
        "normalizer.pattern.Regex is an expression that is not understood")]
    [InlineData("""{"type":"Precompiled","precompiled_charsmap":"??"}""", "is not base64")]
    [InlineData("""{"type":"BertNormalizer","lowercase":"yes"}""", "normalizer.lowercase is \"yes\", expected true or false")]
    public void Open_UnknownNormalizer_IsRefusedByName(string step, string said)
    {
        using var folder = new ToyTokenizer();
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() =>
            folder.Open(ToyTokenizer.With(ToyTokenizer.WordPiece("a"), "normalizer", step))).Message, StringComparison.Ordinal);
    }

    // The four that were all read as lower-case BERT.
    [Theory]
    [InlineData("null", """{"type":"BertPreTokenizer"}""", "[CLS] [UNK] ab - cd [SEP]")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"BertNormalizer","lowercase":false"""
        + ""","strip_accents":false}]}""", """{"type":"BertPreTokenizer"}""", "[CLS] [UNK] ab - cd [SEP]")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true}""", """{"type":"BertPreTokenizer"}""", "[CLS] sen ##or ab - cd [SEP]")]
    [InlineData("""{"type":"BertNormalizer","lowercase":true}""", """{"type":"WhitespaceSplit"}""", "[CLS] sen ##or ab ##-cd [SEP]")]
    public void Encode_NormalizerOfTheFile_IsUsed(string normalizer, string splitter, string expected)
    {
        var json = ToyTokenizer.With(
            ToyTokenizer.With(ToyTokenizer.WordPiece("sen", "##or", "ab", "-", "cd", "##-cd"), "normalizer", normalizer), "pre_tokenizer",
                splitter);
        Assert.Equal(expected, ToyTokenizer.Spelt(json, "Se\u00F1or ab-cd"));
    }

    [Theory]
    [InlineData("""{"do_lower_case":false}""", """{"type":"BertNormalizer","lowercase":true}""", "do_lower_case false, but")]
    [InlineData("""{"do_lower_case":true}""", """{"type":"BertNormalizer","lowercase":false}""", "do_lower_case true, but")]
    [InlineData("""{"do_lower_case":true}""", "null", "do_lower_case true, but")]
    [InlineData("""{"do_lower_case":false}""", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]}""",
        "do_lower_case false, but")]
    [InlineData("""{"strip_accents":false}""", """{"type":"BertNormalizer","lowercase":true,"strip_accents":true}""",
        "strip_accents false, but")]
    [InlineData("""{"tokenize_chinese_chars":false}""", """{"type":"BertNormalizer","lowercase":true}""",
        "tokenize_chinese_chars false, but")]
    [InlineData("""{"do_lower_case":false,"tokenizer_class":"PreTrainedTokenizerFast"}""",
        """{"type":"BertNormalizer","lowercase":true}""", null)]
    [InlineData("""{"do_lower_case":true,"strip_accents":null}""", """{"type":"BertNormalizer","lowercase":true,"strip_accents":null}""",
        null)]
    [InlineData("""{"do_lower_case":true}""",
        """{"type":"Sequence","normalizers":[{"type":"BertNormalizer","lowercase":false},{"type":"Lowercase"}]}""", null)]
    public void Open_FilesThatDisagreeOnCase_AreRefused(string config, string normalizer, string? said)
    {
        using var folder = new ToyTokenizer();
        File.WriteAllText(Path.Combine(folder.Folder, "tokenizer_config.json"), config);
        var found = Record.Exception(() => folder.Open(ToyTokenizer.With(ToyTokenizer.WordPiece("a"), "normalizer", normalizer)));
        Assert.Equal(said is null, found is null);
        Assert.Contains(said ?? "", found?.Message ?? "", StringComparison.Ordinal);
    }

    private static JsonPlace Step(string step) =>
        JsonPlace.Parse("tokenizer.json", System.Text.Encoding.UTF8.GetBytes($$"""{"normalizer":{{step}}}""")).Need("normalizer");
}
