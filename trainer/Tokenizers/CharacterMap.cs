using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>
/// SentencePiece's compiled character map: which characters become which others, as a double-array trie over UTF-8 followed by
/// the replacements. Every character of the result remembers the span of the text that it came from.
/// </summary>
/// <remarks>Kudo and Richardson 2018, arXiv:1808.06226. A user-perceived character of fewer than six bytes is replaced as a whole by its
/// shortest match, otherwise each of its code points by itself: so does tokenizer.json, whose ids are the reference; the
/// library of SentencePiece takes the longest match, which differs in rare piles of combining marks.</remarks>
internal sealed class CharacterMap
{
    private const int LongestWhole = 6;
    private readonly uint[] _units;
    private readonly byte[] _replacements;

    /// <summary>Takes the compiled map.</summary>
    /// <param name="compiled">Size of the trie in bytes, trie, replacements that end in a zero byte; empty for no map.</param>
    /// <exception cref="InvalidDataException">The sizes do not agree.</exception>
    public CharacterMap(ReadOnlySpan<byte> compiled)
    {
        if (compiled.IsEmpty) { (_units, _replacements) = ([], []); return; }
        var size = compiled.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(compiled);
        if (size % 4 != 0 || size > compiled.Length - 4)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The tokenizer's character map has {compiled.Length} bytes, which do not hold a trie of {size}. Copy the "
                        + $"tokenizer files again."));
        }
        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++) { _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(compiled[(4 + 4 * i)..]); }
        _replacements = compiled[(4 + (int)size)..].ToArray();
    }

    /// <summary>The mapped text, code point by code point, each with its span in the original (UTF-16 code units).</summary>
    /// <param name="text">Any text.</param>
    public List<(Rune Rune, int Start, int End)> Map(string text)
    {
        var mapped = new List<(Rune, int, int)>(text.Length);
        var old = new List<(Rune Rune, int Start, int End)>();
        var at = 0;
        while (at < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, at);
            old.Clear();
            var place = at;
            foreach (var rune in text.AsSpan(at, length).EnumerateRunes())
            {
                // An unpaired surrogate is read as U+FFFD and is one unit long.
                var next = place + (rune.Value == 0xFFFD ? 1 : rune.Utf16SequenceLength);
                old.Add((rune, place, next));
                place = next;
            }
            at += length;
            if (old.Sum(o => o.Rune.Utf8SequenceLength) < LongestWhole && Replacement(old.Select(o => o.Rune)) is { } whole)
            {
                Add(whole, old);
                continue;
            }
            foreach (var one in old)
            {
                if (Replacement([one.Rune]) is { } part) { Add(part, [one]); }
                else { mapped.Add(one); }
            }
        }
        return mapped;

        void Add(string replacement, IReadOnlyList<(Rune Rune, int Start, int End)> replaced)
        {
            var i = 0;
            foreach (var rune in replacement.EnumerateRunes())
            {
                var from = replaced[Math.Min(i++, replaced.Count - 1)];
                mapped.Add((rune, from.Start, from.End));
            }
        }
    }

    // The replacement of the shortest prefix that has one, or null.
    private string? Replacement(IEnumerable<Rune> runes)
    {
        if (_units.Length == 0) { return null; }
        Span<byte> bytes = stackalloc byte[4];
        var node = Offset(_units[0]);
        foreach (var rune in runes)
        {
            var count = rune.EncodeToUtf8(bytes);
            foreach (var b in bytes[..count])
            {
                if (b == 0) { return null; }
                node ^= b;
                if (node >= _units.Length || (_units[node] & 0x800000FF) != b) { return null; }
                var unit = _units[node];
                node ^= Offset(unit);
                if ((unit >> 8 & 1) == 1 && node < _units.Length) { return Text((int)(_units[node] & 0x7FFFFFFF)); }
            }
        }
        return null;
    }

    private string Text(int start)
    {
        if (start >= _replacements.Length) { return ""; }
        var end = Array.IndexOf(_replacements, (byte)0, start);
        return Encoding.UTF8.GetString(_replacements, start, (end < 0 ? _replacements.Length : end) - start);
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & (1 << 9)) >> 6);
}
