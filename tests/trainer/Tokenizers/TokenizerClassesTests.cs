using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>The same kind of vocabulary file belongs to tokenizers that cut words otherwise: the class that is named decides.</summary>
public sealed class TokenizerClassesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("classes-").FullName;

    public TokenizerClassesTests() =>
        File.WriteAllLines(Path.Combine(_folder, "vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##b"]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"tokenizer_class":"BertJapaneseTokenizer","word_tokenizer_type":"mecab"}""",
        "vocab.txt belongs to a BertJapaneseTokenizer, as tokenizer_class says; expected one of BertTokenizer, ")]
    [InlineData("""{"tokenizer_class":"PhobertTokenizer"}""", "belongs to a PhobertTokenizer")]
    [InlineData("""{"tokenizer_class":"RobertaTokenizer"}""", "belongs to a RobertaTokenizer")]
    [InlineData("""{"tokenizer_class":"BertTokenizer","do_basic_tokenize":false}""", "do_basic_tokenize is false, which is not honoured")]
    [InlineData("""{"tokenizer_class":"BertTokenizer","never_split":["ab"]}""", "never_split is an array, which is not honoured")]
    [InlineData("""{"auto_map":{"AutoTokenizer":["own.Tokenizer",null]}}""", "auto_map.AutoTokenizer is an array, code of its own")]
    [InlineData("""{"tokenizer_class":"BertTokenizerFast","never_split":[],"do_basic_tokenize":true}""", null)]
    [InlineData("""{"tokenizer_class":"ElectraTokenizer"}""", null)]
    [InlineData("""{"tokenizer_class":"AutoTokenizer"}""", null)]
    [InlineData("{}", null)]
    public void Open_VocabularyOfAClass_IsReadOrRefusedByName(string settings, string? said)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), settings);
        if (said is null) { Assert.Equal([2, 5, 7, 3], TokenizerFolder.Open(_folder).Encode("ab", null, 8).Ids); } else { Says(said); }
    }

    // Where the tokenizer's own settings say nothing the reference asks config.json.
    [Fact]
    public void Open_ClassInConfigJson_Counts()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), """{"tokenizer_class":"BertJapaneseTokenizer"}""");
        Says("vocab.txt belongs to a BertJapaneseTokenizer");
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), """{"tokenizer_class":"BertTokenizer"}""");
        Assert.Equal(4, TokenizerFolder.Open(_folder).Encode("ab", null, 8).Count);
    }

    [Fact]
    public void Open_MergesOfAnotherClass_AreRefused()
    {
        File.Delete(Path.Combine(_folder, "vocab.txt"));
        File.WriteAllText(Path.Combine(_folder, "vocab.json"), "{}");
        File.WriteAllText(Path.Combine(_folder, "merges.txt"), "");
        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), """{"tokenizer_class":"HerbertTokenizer"}""");
        Says("vocab.json belongs to a HerbertTokenizer, as tokenizer_class says; expected one of RobertaTokenizer, ");
    }

    private void Says(string said) =>
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => TokenizerFolder.Open(_folder)).Message, StringComparison.Ordinal);
}
