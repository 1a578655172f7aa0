using DmlStudio.Trainer.Files;
using DmlStudio.Trainer.Tokenizers;
using DmlStudio.Trainer.Tokenizers.Splitters;

namespace DmlStudio.Tests.Trainer.Tokenizers;

/// <summary>Every step that cuts a text into words, by hand-worked examples.</summary>
public sealed class SplitterTests
{
    [Theory]
    [InlineData("""{"type":"BertPreTokenizer"}""", " Don't  go_on\u3002", "Don|'|t|go|_|on|\u3002")]
    [InlineData("""{"type":"Whitespace"}""", "ab-cd e_f!? \u00E9\u0301", "ab|-|cd|e_f|!?|\u00E9\u0301")]
    [InlineData("""{"type":"WhitespaceSplit"}""", " ab-cd\u00A0e\n", "ab-cd|e")]
    [InlineData("""{"type":"Punctuation"}""", "ab-!c", "ab|-|!|c")]
    [InlineData("""{"type":"Punctuation","behavior":"Contiguous"}""", "ab-!c", "ab|-!|c")]
    [InlineData("""{"type":"Punctuation","behavior":"Removed"}""", "ab-!c", "ab|c")]
    [InlineData("""{"type":"Digits"}""", "a12b\u2460", "a|12|b|\u2460")]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "a12b", "a|1|2|b")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed"}""", "the-final--countdown", "the|final|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Isolated"}""", "the-final--countdown", "the|-|final|-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithPrevious"}""", "the-final--countdown",
        "the-|final-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithNext"}""", "the-final--countdown",
        "the|-final|-|-countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Contiguous"}""", "the-final--countdown",
        "the|-|final|--|countdown")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Removed","invert":true}""", "ab, cd", "ab|cd")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"\\p{Lu}"},"behavior":"MergedWithNext"}""", "aB\uD801\uDC00c", "a|B|\uD801\uDC00c")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"|"}""", "a|b", "a|b")]
    [InlineData("""{"type":"Metaspace","prepend_scheme":"always"}""", "a  b ", "\u2581a|\u2581|\u2581b|\u2581")]
    [InlineData("""{"type":"Metaspace","add_prefix_space":true}""", " a", "\u2581a")]
    [InlineData("""{"type":"Metaspace","add_prefix_space":false}""", "a b", "a|\u2581b")]
    [InlineData("""{"type":"Metaspace","split":false}""", "a b", "\u2581a\u2581b")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":true}""", "it's 10 \u00E9", "\u0120it|'s|\u012010|\u0120\u00C3\u00A9")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""", "a b", "a\u0120b")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Punctuation"},{"type":"Metaspace"}]}""",
        "a, b", "\u2581a|\u2581,|\u2581b")]
    public void Split_Text_CutsAsTheReference(string step, string text, string expected)
    {
        AlignedText[] words = [.. SplitterReader.Read(Step(step))!.Split(AlignedText.Of(text))];
        Assert.Equal(expected, string.Join('|', words.Select(w => w.Text)));
        Assert.All(words, w => Assert.Equal(w.Text.Length, w.Spans.Length));
    }

    [Fact]
    public void Split_WordsThatAreNotChanged_StandWhereTheySay()
    {
        const string Text = " Don't go\uD83D\uDE00";
        Assert.All(SplitterReader.Bert.Split(AlignedText.Of(Text)), w => Assert.Equal(w.Text, Text[w.Span.Start..w.Span.End]));
    }

    [Theory]
    [InlineData("""{"type":"UnicodeScripts"}""",
        "pre_tokenizer splits texts by UnicodeScripts, which is not known; expected BertPreTokenizer, Whitespace")]
    [InlineData("""{"type":"Punctuation","behavior":"Sometimes"}""", "pre_tokenizer.behavior is \"Sometimes\", expected Removed, Isolated")]
    [InlineData("""{"type":"Metaspace","prepend_scheme":"often"}""",
        "pre_tokenizer.prepend_scheme is \"often\", expected always, first or never")]
    [InlineData("""{"type":"Metaspace","replacement":"__"}""", "pre_tokenizer.replacement is \"__\", expected one character")]
    [InlineData("""{"type":"Split","behavior":"Removed"}""", "pre_tokenizer.pattern is missing")]
    [InlineData("""{"type":"Split","pattern":"a","behavior":"Removed"}""", "pre_tokenizer.pattern is \"a\", expected an object")]
    public void Read_UnknownSplitter_IsRefusedByName(string step, string said) =>
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => SplitterReader.Read(Step(step))).Message, StringComparison.Ordinal);

    private static JsonPlace Step(string step) =>
        JsonPlace.Parse("tokenizer.json", System.Text.Encoding.UTF8.GetBytes($$"""{"pre_tokenizer":{{step}}}""")).Need("pre_tokenizer");
}
