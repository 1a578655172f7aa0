using System.Globalization;
using System.Text;

namespace DmlStudio.Trainer.Tokenizers;

/// <summary>Learns a byte-level BPE vocabulary: starting from bytes, the most frequent neighbouring pair within words
/// becomes a piece.</summary>
/// <remarks>Sennrich, Haddow &amp; Birch 2016, arXiv:1508.07909, over the bytes of Radford et al. 2019. Counts are kept up to date
/// per pair, so a merge costs only the words that hold it.</remarks>
internal sealed class BpeTrainer
{
    /// <summary>Fewest pieces: five special tokens and the 256 bytes.</summary>
    public const int Smallest = 5 + 256;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>A text in lower case, as long as before.</summary>
    public static string Lower(string text)
    {
        return text.ToLowerInvariant() is { } lower && lower.Length == text.Length
            ? lower
            : string.Concat(text.Select(char.ToLowerInvariant));
    }

    /// <summary>Counts the words of a text.</summary>
    /// <param name="text">Text, as the tokenizer will read it (lower-cased where it will lower-case).</param>
    public void Add(string text)
    {
        // As the tokenizer does: the first word gets a space too.
        var read = text.Length > 0 && text[0] != ' ' ? ' ' + text : text;
        foreach (var (start, end) in Gpt2Words.Split(read))
        {
            var word = read[start..end];
            _counts[word] = _counts.GetValueOrDefault(word) + 1;
        }
    }

    /// <summary>The vocabulary in RoBERTa's order: &lt;s&gt;, &lt;pad&gt;, &lt;/s&gt;, &lt;unk&gt;, the bytes, the
    /// merges, &lt;mask&gt;.</summary>
    /// <param name="size">Number of pieces, special tokens included.</param>
    /// <param name="fewest">A pair that stands in fewer places is not merged.</param>
    /// <returns>Pieces with their ids, and the merges, best first.</returns>
    /// <exception cref="InvalidDataException">The texts do not hold enough pairs, or the size is below <see cref="Smallest"/>.</exception>
    public (IReadOnlyDictionary<string, int> Vocabulary, IReadOnlyList<string> Merges) Learn(int size, int fewest = 2)
    {
        if (size < Smallest)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"A vocabulary of {size} pieces was asked for, expected at least {Smallest} (5 special tokens and 256 bytes). Ask "
                        + $"for more."));
        }
        var pieces = Enumerable.Range(0, 256).Select(b => ByteAlphabet.Of((byte)b).ToString()).ToList();
        var ids = pieces.Select((piece, id) => (piece, id)).ToDictionary(p => p.piece, p => p.id, StringComparer.Ordinal);
        var merges = new List<string>();
        var words = _counts.OrderBy(w => w.Key, StringComparer.Ordinal)
            .Select(w => (Symbols: Encoding.UTF8.GetBytes(w.Key).Select(b => (int)b).ToList(), w.Value)).ToArray();
        var counts = new Dictionary<(int, int), long>();
        var places = new Dictionary<(int, int), HashSet<int>>();
        for (var w = 0; w < words.Length; w++) { Count(w, words[w].Value); }
        // Of equal counts the pair that was made first wins, so that the result does not depend on hashing.
        var queue = new PriorityQueue<(int, int), (long, int, int)>(counts.Select(c => (c.Key, Rank(c.Key, c.Value))));
        while (pieces.Count < size - 5 && queue.TryDequeue(out var pair, out var rank))
        {
            var now = counts.GetValueOrDefault(pair);
            if (now != -rank.Item1)
            {
                if (now > 0) { queue.Enqueue(pair, Rank(pair, now)); }
                continue;
            }
            if (now < fewest) { break; }
            var spelt = pieces[pair.Item1] + pieces[pair.Item2];
            merges.Add($"{pieces[pair.Item1]} {pieces[pair.Item2]}");
            // Two merges can spell the same piece; it is one piece.
            if (!ids.TryGetValue(spelt, out var made))
            {
                ids[spelt] = made = pieces.Count;
                pieces.Add(spelt);
            }
            foreach (var w in places[pair].Order().ToArray())
            {
                Count(w, -words[w].Value);
                Merge(words[w].Symbols, pair, made);
                foreach (var changed in Count(w, words[w].Value)) { queue.Enqueue(changed, Rank(changed, counts[changed])); }
            }
        }
        if (pieces.Count < size - 5)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The texts hold {_counts.Count} distinct words, enough for {pieces.Count + 5} pieces; {size} were asked for. "
                        + $"Give more texts, or ask for fewer pieces."));
        }
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal) { ["<s>"] = 0, ["<pad>"] = 1, ["</s>"] = 2, ["<unk>"] = 3 };
        foreach (var piece in pieces) { vocabulary.Add(piece, vocabulary.Count); }
        vocabulary["<mask>"] = vocabulary.Count;
        return (vocabulary, merges);

        IEnumerable<(int, int)> Count(int word, long weight)
        {
            var symbols = words[word].Symbols;
            var touched = new HashSet<(int, int)>();
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                var pair = (symbols[i], symbols[i + 1]);
                counts[pair] = counts.GetValueOrDefault(pair) + weight;
                if (!touched.Add(pair)) { continue; }
                if (weight < 0) { places[pair].Remove(word); }
                else if (places.TryGetValue(pair, out var at)) { at.Add(word); }
                else { places[pair] = [word]; }
            }
            return touched;
        }
    }

    private static (long, int, int) Rank((int, int) pair, long count) => (-count, pair.Item1, pair.Item2);

    private static void Merge(List<int> symbols, (int, int) pair, int made)
    {
        var to = 0;
        for (var i = 0; i < symbols.Count; i++)
        {
            var both = i + 1 < symbols.Count && symbols[i] == pair.Item1 && symbols[i + 1] == pair.Item2;
            symbols[to++] = both ? made : symbols[i];
            if (both) { i++; }
        }
        symbols.RemoveRange(to, symbols.Count - to);
    }
}
