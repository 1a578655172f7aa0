using System.Collections.Concurrent;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Byte-level BPE with a checkpoint's own vocabulary and merges; words are merged by Microsoft.ML.Tokenizers.</summary>
/// <remarks>Sennrich et al. 2016; Radford et al. 2019 (GPT-2); Liu et al. 2019 (RoBERTa).</remarks>
public sealed class ByteBpeTextTokenizer : TextTokenizer
{
    private readonly BpeTokenizer _merges;
    private readonly bool _prefixSpace;
    private readonly ConcurrentDictionary<string, (int Id, int Start, int End)[]> _words = new(StringComparer.Ordinal);

    /// <summary>Takes a vocabulary and its merges.</summary>
    /// <param name="vocabulary">Pieces in the byte alphabet with their ids.</param>
    /// <param name="merges">Merges, best first, two pieces apart by a space.</param>
    /// <param name="prefixSpace">Whether a space is put before the text.</param>
    /// <param name="lowerCase">Whether the text is lower-cased first, character by character, so that places stay.</param>
    public ByteBpeTextTokenizer(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<string> merges, bool prefixSpace, bool lowerCase = false)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        VocabularySize = vocabulary.Values.Max() + 1;
        (_prefixSpace, LowerCase) = (prefixSpace, lowerCase);
        _merges = BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = merges,
            // Words arrive ready; the default would split them again.
            PreTokenizer = null,
        });
    }

    /// <summary>Whether texts are lower-cased first.</summary>
    public bool LowerCase { get; }

    /// <inheritdoc/>
    public override int VocabularySize { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Piece> Pieces(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shift = _prefixSpace && text.Length > 0 && text[0] != ' ' ? 1 : 0;
        var read = shift == 1 ? ' ' + text : text;
        if (LowerCase) { read = Lower(read); }
        var pieces = new List<Piece>();
        foreach (var (start, end) in Gpt2Words.Split(read))
        {
            var (mapped, owners) = Mapped(read, start, end);
            foreach (var (id, from, to) in _words.GetOrAdd(mapped, Cut))
            {
                // Leading spaces do not count as part of the word.
                int a = owners[from].Start, b = owners[to - 1].End;
                while (a < b && read[a] == ' ') { a++; }
                pieces.Add(new Piece(id, Math.Max(0, a - shift), Math.Max(0, b - shift)));
            }
        }
        return pieces;
    }

    /// <summary>The text in lower case, as long as before.</summary>
    /// <param name="text">Text.</param>
    public static string Lower(string text) => text.ToLowerInvariant() is { } lower && lower.Length == text.Length ? lower : string.Concat(text.Select(char.ToLowerInvariant));

    private (int Id, int Start, int End)[] Cut(string mapped) =>
        [.. _merges.EncodeToTokens(mapped, out _, considerPreTokenization: false, considerNormalization: false)
            .Select(t => (t.Id, t.Offset.Start.Value, t.Offset.End.Value))];

    private static (string Mapped, (int Start, int End)[] Owners) Mapped(string text, int start, int end)
    {
        var mapped = new StringBuilder();
        var owners = new List<(int, int)>();
        Span<byte> bytes = stackalloc byte[4];
        var at = start;
        foreach (var rune in text.AsSpan(start, end - start).EnumerateRunes())
        {
            var next = at + (rune.Value == 0xFFFD ? 1 : rune.Utf16SequenceLength);
            var count = rune.EncodeToUtf8(bytes);
            for (var i = 0; i < count; i++)
            {
                mapped.Append(ByteAlphabet.Of(bytes[i]));
                owners.Add((at, next));
            }
            at = next;
        }
        return (mapped.ToString(), [.. owners]);
    }
}
