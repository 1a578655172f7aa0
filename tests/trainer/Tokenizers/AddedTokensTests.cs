using System.Text.Json.Nodes;
using DmlStudio.Trainer.Tokenizers;

namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>Tokens added to a tokenizer are one id wherever they stand in a text, by the rules of the reference implementation.</summary>
public sealed class AddedTokensTests
{
    private static readonly JsonObject Words =
        ToyTokenizer.With(ToyTokenizer.WordPiece("hello", "there", "[", "]", "user", "x", "##x", "<", ">"),
        "normalizer", """{"type":"BertNormalizer","lowercase":true}""");

    [Theory]
    [InlineData("hello [USER] there", "", "[CLS] hello [USER] there [SEP]")]
    [InlineData("hello[USER]there", "", "[CLS] hello [USER] there [SEP]")]
    [InlineData("hello [user] there", "", "[CLS] hello [ user ] there [SEP]")]
    // A normalised token is lower-cased like the text, so that either spelling is found.
    [InlineData("hello [user] there", "normalized", "[CLS] hello [USER] there [SEP]")]
    [InlineData("hello [UsEr] there", "normalized", "[CLS] hello [USER] there [SEP]")]
    [InlineData("x[USER]", "single_word", "[CLS] x [ user ] [SEP]")]
    [InlineData("x [USER]! [USER]x", "single_word", "[CLS] x [USER] [UNK] [ user ] x [SEP]")]
    [InlineData("[USER]", "single_word", "[CLS] [USER] [SEP]")]
    [InlineData("[USER][USER]", "", "[CLS] [USER] [USER] [SEP]")]
    [InlineData("[MASK] hello [SEP]", "", "[CLS] [MASK] hello [SEP] [SEP]")]
    [InlineData("", "", "[CLS] [SEP]")]
    public void Encode_AddedToken_IsOneId(string text, string flags, string expected) =>
        Assert.Equal(expected, ToyTokenizer.Spelt(ToyTokenizer.Adding(Words, "[USER]", flags), text));

    // Those that are normalised are looked for in what the others leave, whether there is a normaliser or not.
    [Theory]
    [InlineData("""{"type":"BertNormalizer","lowercase":true}""")]
    [InlineData("null")]
    public void Encode_SingleWordBesideAnotherToken_StandsAlone(string normalizer)
    {
        var json = ToyTokenizer.Adding(ToyTokenizer.Adding(Words, "<x>", "single_word,normalized"), "word");
        Assert.Equal("[CLS] <x> word [SEP]", ToyTokenizer.Spelt(ToyTokenizer.With(json, "normalizer", normalizer), "<x>word"));
    }

    [Fact]
    public void Encode_TokensThatBeginAlike_TakesTheLongest()
    {
        var json = ToyTokenizer.Adding(ToyTokenizer.Adding(Words, "<x"), "<x>");
        Assert.Equal("[CLS] <x> x <x x [SEP]", ToyTokenizer.Spelt(json, "<x>x<x x"));
    }

    [Theory]
    [InlineData("lstrip", "Ġa <m> Ġb", 2, 5)]
    [InlineData("rstrip", "Ġa Ġ <m> b", 2, 5)]
    [InlineData("lstrip,rstrip", "Ġa <m> b", 2, 5)]
    [InlineData("", "Ġa Ġ <m> Ġb", 2, 5)]
    public void Encode_StrippingToken_TakesTheSpaces(string flags, string expected, int start, int end)
    {
        var json = ToyTokenizer.Adding(ToyTokenizer.Bpe("Ġ a", "Ġ b"), "<m>", flags);
        using var folder = new ToyTokenizer();
        var pieces = folder.Open(json).Pieces(" a <m> b");
        var spelling = ToyTokenizer.Spelling(json);
        Assert.Equal(expected, string.Join(' ', pieces.Select(p => spelling[p.Id])));
        // The spaces that it takes are no part of what is shown as it.
        Assert.Contains(pieces, p => spelling[p.Id] == "<m>" && (p.Start, p.End) == (start + 1, end + 1));
    }

    [Fact]
    public void Encode_PrefixSpaceOfByteLevel_StandsBehindAnAddedTokenToo()
    {
        var json = ToyTokenizer.With(ToyTokenizer.Adding(ToyTokenizer.Bpe("Ġ a", "Ġ b"), "<m>"), "pre_tokenizer",
            """{"type":"ByteLevel","add_prefix_space":true,"use_regex":true}""");
        Assert.Equal("[CLS] Ġa <m> Ġb [SEP]", ToyTokenizer.Spelt(json, "a<m>b"));
    }

    [Theory]
    [InlineData("always", "[CLS] ▁a <m> ▁b [SEP]")]
    [InlineData("first", "[CLS] ▁a <m> b [SEP]")]
    [InlineData("never", "[CLS] a <m> b [SEP]")]
    public void Encode_MetaspaceBehindAnAddedToken_FollowsItsScheme(string scheme, string expected)
    {
        var json = ToyTokenizer.Adding(ToyTokenizer.Unigram(("▁a", -1), ("▁b", -1), ("a", -2), ("b", -2), ("▁", -3)), "<m>");
        json["pre_tokenizer"] = new JsonObject { ["type"] = "Metaspace", ["replacement"] = "▁", ["prepend_scheme"] = scheme };
        Assert.Equal(expected, ToyTokenizer.Spelt(json, "a<m>b"));
    }

    [Fact]
    public void Open_TokensOfTheOtherFiles_AreFoundToo()
    {
        using var folder = new ToyTokenizer();
        File.WriteAllLines(Path.Combine(folder.Folder, "vocab.txt"),
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "[", "]", "user"]);
        File.WriteAllText(Path.Combine(folder.Folder, "added_tokens.json"), """{"[USER]":9}""");
        File.WriteAllText(Path.Combine(folder.Folder, "tokenizer_config.json"),
            """{"do_lower_case":true,"added_tokens_decoder":{"10":{"content":"[URL]","special":true}}}""");
        var tokenizer = TokenizerFolder.Open(folder.Folder);
        Assert.Equal([5, 9, 10, 4], tokenizer.Pieces("Hello [USER] [URL][MASK]").Select(p => p.Id));
        Assert.Equal(11, tokenizer.VocabularySize);
    }

    [Theory]
    [InlineData("""{"id":1,"content":"[USER]"}""", "the added tokens \"[UNK]\" and \"[USER]\" both have the id 1")]
    [InlineData("""{"id":-1,"content":"[USER]"}""", "added_tokens[5].id is -1, expected a whole number from 0 to 5000000")]
    [InlineData("""{"id":100000000,"content":"[USER]"}""", "added_tokens[5].id is 100000000, expected a whole number from 0 to 5000000")]
    [InlineData("""{"id":20,"content":"hello"}""", "the added token \"hello\" has the id 20, but in the vocabulary it has 5")]
    [InlineData("""{"id":4,"content":"[MASK]"}""", "added_tokens[5].content is \"[MASK]\", expected every added token once")]
    [InlineData("""{"id":20}""", "added_tokens[5].content is missing")]
    [InlineData("""{"id":20,"content":null}""", "added_tokens[5].content is null, expected a text")]
    [InlineData("""{"id":20,"content":""}""", "has no content")]
    [InlineData("""{"id":"20","content":"a"}""", "added_tokens[5].id is \"20\", expected a whole number")]
    [InlineData("""{"id":20,"content":"a","lstrip":1}""", "added_tokens[5].lstrip is 1, expected true or false")]
    public void Open_AddedTokenThatContradicts_IsRefused(string token, string said)
    {
        var json = Words.DeepClone().AsObject();
        json["added_tokens"]!.AsArray().Add(JsonNode.Parse(token));
        using var folder = new ToyTokenizer();
        var message = Assert.Throws<InvalidDataException>(() => folder.Open(json)).Message;
        Assert.StartsWith(folder.File, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }
}
