namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>The special tokens stand around a text and a pair as the post-processor says.</summary>
public sealed class SpecialTokensTests
{
    private const string Ids =
        """ "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}} """;

    [Theory]
    [InlineData("""{"type":"BertProcessing","cls":["[CLS]",2],"sep":["[SEP]",3]}""", "2 5 3", "2 5 3 6 3", "0 0 0 1 1")]
    [InlineData("""{"type":"RobertaProcessing","cls":["[CLS]",2],"sep":["[SEP]",3],"trim_offsets":true}""", "2 5 3", "2 5 3 3 6 3",
        "0 0 0 0 0 0")]
    [InlineData("C0 A0 S0/C0 A0 S0 B1 S1", "2 5 3", "2 5 3 6 3", "0 0 0 1 1")]
    [InlineData("C0 A0 S0/C0 A0 S0 B0 S0", "2 5 3", "2 5 3 6 3", "0 0 0 0 0")]
    [InlineData("C0 A0 S0/C0 A0 S0 S0 B0 S0", "2 5 3", "2 5 3 3 6 3", "0 0 0 0 0 0")]
    [InlineData("A0 S0/A0 S0 B0 S0", "5 3", "5 3 6 3", "0 0 0 0")]
    [InlineData("""{"type":"Sequence","processors":[{"type":"ByteLevel","trim_offsets":true}"""
        + """,{"type":"BertProcessing","cls":["[CLS]",2],"sep":["[SEP]",3]}]}""", "2 5 3", "2 5 3 6 3", "0 0 0 1 1")]
    public void Encode_TextAndPair_ByPostProcessor(string processor, string one, string two, string types)
    {
        using var folder = new ToyTokenizer();
        var tokenizer = folder.Open(ToyTokenizer.With(ToyTokenizer.WordPiece("a", "b"), "post_processor", Template(processor)));
        Assert.Equal(one, string.Join(' ', tokenizer.Encode("a", null, 10).Ids));
        var pair = tokenizer.Encode("a", "b", 10);
        Assert.Equal((two, types), (string.Join(' ', pair.Ids), string.Join(' ', pair.TypeIds)));
    }

    [Theory]
    [InlineData("null", "has no post_processor, so that no special tokens stand around a text")]
    [InlineData("""{"type":"Wrapping"}""", "post_processor puts special tokens by Wrapping, which is not known")]
    [InlineData("""{"type":"BertProcessing","cls":["[CLS]",4],"sep":["[SEP]",3]}""",
        "post_processor.cls[1] is 4, expected 2, the id of [CLS] in the vocabulary")]
    [InlineData("""{"type":"BertProcessing","cls":["[BOS]",2],"sep":["[SEP]",3]}""", "has no [BOS]")]
    [InlineData("A0/A0 B0", "expected an opening token or none, the text, and a closing token")]
    [InlineData("C0 A0 S0/C0 A0 B0 S0", "expected the tokens of a single text around each of the two")]
    public void Open_OtherPostProcessor_IsRefused(string processor, string said)
    {
        using var folder = new ToyTokenizer();
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() =>
            folder.Open(ToyTokenizer.With(ToyTokenizer.WordPiece("a"), "post_processor", Template(processor)))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NamesOfTheOtherFiles_DecidePadAndMask()
    {
        using var folder = new ToyTokenizer();
        File.WriteAllText(Path.Combine(folder.Folder, "special_tokens_map.json"),
            """{"pad_token":"a","mask_token":{"content":"b","lstrip":true}}""");
        var special = folder.Open(ToyTokenizer.WordPiece("a", "b")).Special;
        Assert.Equal((5, 6, 1), (special.PadId, special.MaskId, special.UnknownId));
    }

    [Fact]
    public void Open_TextsCutFromTheLeft_AreRefused()
    {
        using var folder = new ToyTokenizer();
        File.WriteAllText(Path.Combine(folder.Folder, "tokenizer_config.json"), """{"truncation_side":"left"}""");
        Assert.Contains("truncation_side is \"left\", expected right",
            Assert.Throws<InvalidDataException>(() => folder.Open(ToyTokenizer.WordPiece("a"))).Message, StringComparison.Ordinal);
    }

    // C, S, A, B with their types, single and pair apart by a slash.
    private static string Template(string processor)
    {
        if (processor.Split('/') is not [var single, var pair]) { return processor; }
        string Steps(string steps) => string.Join(',', steps.Split(' ').Select(s => s[0] switch
        {
            'C' => $$$"""{"SpecialToken":{"id":"[CLS]","type_id":{{{s[1]}}}}}""",
            'S' => $$$"""{"SpecialToken":{"id":"[SEP]","type_id":{{{s[1]}}}}}""",
            _ => $$$"""{"Sequence":{"id":"{{{s[0]}}}","type_id":{{{s[1]}}}}}""",
        }));
        return $$"""{"type":"TemplateProcessing","single":[{{Steps(single)}}],"pair":[{{Steps(pair)}}],{{Ids}}}""";
    }
}
