using System.Text;
using DmlStudio.Trainer.Files;

namespace DmlStudio.Trainer.Tokenizers.Splitters;

/// <summary>Reads the field <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class SplitterReader
{
    private const string Known =
        "BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Digits, Split, CharDelimiterSplit, ByteLevel, Metaspace or Sequence";

    /// <summary>The step, or null where the file has none.</summary>
    /// <exception cref="InvalidDataException">A step is not known.</exception>
    public static ISplitter? Read(JsonPlace? step) => step is { } s ? One(s) : null;

    /// <summary>White space left out, then every sign by itself.</summary>
    public static ISplitter Bert { get; } = new SplitterSequence(
        [new CharacterSplitter(Rune.IsWhiteSpace, Delimiters.Removed),
            new CharacterSplitter(Characters.IsPunctuation, Delimiters.Isolated)]);

    private static ISplitter One(JsonPlace step)
    {
        switch (step.Need("type").Text())
        {
            case "Sequence": return new SplitterSequence([.. step.Need("pretokenizers").Items().Select(One)]);
            case "BertPreTokenizer": return Bert;
            case "Whitespace": return new WordSplitter();
            case "WhitespaceSplit": return new CharacterSplitter(Rune.IsWhiteSpace, Delimiters.Removed);
            case "Punctuation": return new CharacterSplitter(Characters.IsPunctuation, Behaviour(step.Find("behavior")));
            case "Digits":
                return new CharacterSplitter(Characters.IsNumeric, step.Flag("individual_digits") ?? false
                ? Delimiters.Isolated
                : Delimiters.Contiguous);
            case "Split":
                return new PatternSplitter(TextPattern.Read(step.Need("pattern")), Behaviour(step.Need("behavior")),
                step.Flag("invert") ?? false);
            case "CharDelimiterSplit": return new CharacterSplitter(Delimiter(step.Need("delimiter")), Delimiters.Removed);
            case "ByteLevel": return new ByteLevelSplitter(step.Flag("add_prefix_space") ?? true, step.Flag("use_regex") ?? true);
            case "Metaspace": return Metaspace(step);
            case var other:
                throw new InvalidDataException(
                    $"{step.File}: {step.Place} splits texts by {other}, which is not known; expected {Known}. Choose another encoder.");
        }
    }

    private static Func<Rune, bool> Delimiter(JsonPlace delimiter)
    {
        var text = delimiter.Text();
        return Rune.TryGetRuneAt(text, 0, out var one) && one.Utf16SequenceLength == text.Length
            ? r => r == one
            : throw delimiter.Fault("expected one character");
    }

    private static Delimiters Behaviour(JsonPlace? behaviour) => behaviour is not { } b ? Delimiters.Isolated
        : Enum.GetNames<Delimiters>().Contains(b.Text()) ? Enum.Parse<Delimiters>(b.Text())
        : throw b.Fault($"expected {string.Join(", ", Enum.GetNames<Delimiters>())}", "Choose another encoder");

    private static MetaspaceSplitter Metaspace(JsonPlace step)
    {
        var mark = step.Text("replacement") ?? "\u2581";
        if (mark.Length != 1) { throw step.Need("replacement").Fault("expected one character"); }
        // Older files say add_prefix_space instead of prepend_scheme.
        var prepend = step.Find("prepend_scheme") is not { } scheme
            ? step.Flag("add_prefix_space") ?? true ? MetaspaceSplitter.Prepend.Always : MetaspaceSplitter.Prepend.Never
            : scheme.Text() switch
            {
                "always" => MetaspaceSplitter.Prepend.Always,
                "first" => MetaspaceSplitter.Prepend.First,
                "never" => MetaspaceSplitter.Prepend.Never,
                _ => throw scheme.Fault("expected always, first or never"),
            };
        return new MetaspaceSplitter(mark[0], prepend, step.Flag("split") ?? true);
    }
}
