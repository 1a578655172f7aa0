using System.Text;
using DmlStudio.Trainer.Tokenizers.Normalizers;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Finds added tokens: first, in the text as it is, those that are not normalised; then, in what is left, normalised, the others.
/// Of several that begin at one place the longest is taken.</summary>
internal sealed class AddedTokens
{
    private readonly INormalizer? _normalizer;
    private readonly Dictionary<char, (string Content, AddedToken Token)[]> _plain;
    private readonly Dictionary<char, (string Content, AddedToken Token)[]> _normalized;

    /// <summary>Takes the tokens and the normaliser of the tokenizer.</summary>
    public AddedTokens(IReadOnlyList<AddedToken> tokens, INormalizer? normalizer)
    {
        _normalizer = normalizer;
        _plain = ByFirst(tokens.Where(t => !t.Normalized).Select(t => (t.Content, t)));
        // Without a normaliser too they are looked for second: what stands beside them is then the end of a stretch.
        _normalized = ByFirst(tokens.Where(t => t.Normalized)
            .Select(t => (normalizer is null ? t.Content : normalizer.Apply(AlignedText.Of(t.Content)).Text, t)));
    }

    /// <summary>The text in stretches: added tokens with their id, and normalised text without.</summary>
    public IEnumerable<(AlignedText Text, int? Id)> Split(AlignedText text)
    {
        foreach (var (part, token) in Cut(text, _plain))
        {
            if (token is not null) { yield return (part, token.Id); continue; }
            var normal = _normalizer is null ? part : _normalizer.Apply(part);
            foreach (var (rest, found) in Cut(normal, _normalized)) { yield return (rest, found?.Id); }
        }
    }

    private static Dictionary<char, (string, AddedToken)[]> ByFirst(IEnumerable<(string Content, AddedToken Token)> tokens) =>
        tokens.Where(t => t.Content.Length > 0).GroupBy(t => t.Content[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Content.Length).ToArray());

    private static IEnumerable<(AlignedText, AddedToken?)> Cut(AlignedText text,
        Dictionary<char, (string Content, AddedToken Token)[]> tokens)
    {
        var read = text.Text;
        int done = 0, at = 0;
        while (at < read.Length)
        {
            var found = !tokens.TryGetValue(read[at], out var some) ? default
                : some.FirstOrDefault(t => string.CompareOrdinal(read, at, t.Content, 0, t.Content.Length) == 0);
            if (found.Token is not { } token) { at++; continue; }
            int start = at, end = at + found.Content.Length;
            at = end;
            if (token.SingleWord && (EndsWithWord(read, start) || StartsWithWord(read, end))) { continue; }
            while (token.StripsLeft && start > done && char.IsWhiteSpace(read[start - 1])) { start--; }
            while (token.StripsRight && end < read.Length && char.IsWhiteSpace(read[end])) { end++; }
            if (start > done) { yield return (text.Part(done, start), null); }
            yield return (text.Part(start, end), token);
            done = at = end;
        }
        if (done < read.Length) { yield return (text.Part(done, read.Length), null); }
    }

    private static bool EndsWithWord(string text, int end) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out var rune, out _) == System.Buffers.OperationStatus.Done
            && Characters.IsWord(rune);

    private static bool StartsWithWord(string text, int start) =>
        Rune.DecodeFromUtf16(text.AsSpan(start), out var rune, out _) == System.Buffers.OperationStatus.Done && Characters.IsWord(rune);
}
