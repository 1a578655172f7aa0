using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DmlStudio.Commands;
using DmlStudio.Records;

namespace DmlStudio.Trainer.Datasets;

/// <summary>A labelled corpus: the pool that folds are made of, then the official test texts where there are any.</summary>
internal sealed class Corpus
{
    /// <summary>Makes a corpus; ids and the checksum are derived from the content.</summary>
    /// <param name="name">Dataset name, lower-case.</param>
    /// <param name="labels">Label names.</param>
    /// <param name="pool">Training part: the texts that folds are made of.</param>
    /// <param name="test">Official test part, kept apart from the folds; may be empty.</param>
    /// <param name="use">What for: what is not trained on may have labels with a single text.</param>
    /// <exception cref="InvalidDataException">A text is empty, a label has fewer than two texts in the pool, or a score
    /// is no number from 0 to 1 or stands at some of the texts alone.</exception>
    public Corpus(string name, IReadOnlyList<string> labels, IReadOnlyList<LabelledText> pool,
        IReadOnlyList<LabelledText>? test = null, CorpusUse use = CorpusUse.Train)
    {
        test ??= [];
        Name = name;
        Labels = labels;
        PoolCount = pool.Count;
        Texts = [.. pool.Concat(test).Select(t => new TextRecord(TextIdentity.Of(name, t.Text, t.Pair), t.Text, t.Pair, t.Label, t.Score))];
        HasPairs = Texts.Any(t => t.Pair is not null);
        Graded = Texts.Any(t => t.Score is not null);
        Require(pool, use);
        Checksum = ChecksumOf(Bytes(Name, Labels, Texts));
        Content = ChecksumOf(Bytes("", Labels.Select(TextIdentity.Plain),
            Texts.Select(t => t with { Text = TextIdentity.Plain(t.Text), Pair = t.Pair is null ? null : TextIdentity.Plain(t.Pair) })));
    }

    /// <summary>The corpus whose texts a store keeps. How many of them are the pool is found by its checksum.</summary>
    /// <param name="set">The texts.</param>
    /// <param name="use">What for.</param>
    /// <exception cref="InvalidDataException">No division into pool and official test part has the checksum.</exception>
    public static Corpus Of(TextSet set, CorpusUse use = CorpusUse.Train)
    {
        byte[] content = [.. Bytes(set.Dataset, set.Labels, set.Texts), 0, 0, 0, 0];
        // The official test part, if any, is the smaller: few steps from the end.
        for (var pool = set.Texts.Count; pool >= 0; pool--)
        {
            BitConverter.TryWriteBytes(content.AsSpan(content.Length - 4), pool);
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != set.Corpus) { continue; }
            LabelledText[] texts = [.. set.Texts.Select(t => new LabelledText(t.Text, t.Pair, t.Label, t.Score))];
            return new Corpus(set.Dataset, set.Labels, texts[..pool], texts[pool..], use);
        }
        throw new InvalidDataException(
            $"The stored texts of {set.Dataset} do not have their checksum {set.Corpus}. The file was changed: copy the runs folder "
                + "anew, or make the runs again.");
    }

    /// <summary>Dataset name.</summary>
    public string Name { get; }

    /// <summary>Label names.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>All texts: the pool first, then the official test part.</summary>
    public IReadOnlyList<TextRecord> Texts { get; }

    /// <summary>Whether its texts are pairs.</summary>
    public bool HasPairs { get; }

    /// <summary>Whether its pairs have a score of how alike they are.</summary>
    public bool Graded { get; }

    /// <summary>What was understood of the table that it was read from; null where it was none of a person's.</summary>
    public TableReading? Reading { get; init; }

    /// <summary>Number of texts of the pool.</summary>
    public int PoolCount { get; }

    /// <summary>SHA-256 over name, label names, texts, pairs, labels and scores in order, and the size of the pool, hex.</summary>
    public string Checksum { get; }

    /// <summary>The same without the name and after normalising (composed characters, line feeds, no outer white
    /// space), hex: two files with equal rows are one dataset, whatever they are called and however they are written.</summary>
    public string Content { get; }

    /// <summary>The texts as the store keeps them.</summary>
    public TextSet ToTextSet() => new(Name, Checksum, Labels, Texts);

    /// <summary>Positions of pool texts whose normalised text occurred before in the pool.</summary>
    public IReadOnlyList<int> DuplicatesInPool() => RepeatsOf(0, PoolCount, []);

    /// <summary>Positions of official test texts whose normalised text also stands in the pool.</summary>
    public IReadOnlyList<int> DuplicatesAcrossTest() =>
        RepeatsOf(PoolCount, Texts.Count, Texts.Take(PoolCount).Select(Key).ToHashSet(StringComparer.Ordinal));

    private List<int> RepeatsOf(int from, int to, HashSet<string> seen)
    {
        var repeats = new List<int>();
        var fixedSet = from > 0;
        for (var i = from; i < to; i++)
        {
            var key = Key(Texts[i]);
            if (fixedSet ? seen.Contains(key) : !seen.Add(key)) { repeats.Add(i); }
        }
        return repeats;
    }

    private static string Key(TextRecord text) => TextIdentity.Normalise(text.Text, text.Pair);

    private void Require(IReadOnlyList<LabelledText> pool, CorpusUse use)
    {
        for (var i = 0; i < Texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Texts[i].Text))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{Name}: text {i + 1} is empty. Every row needs a text: fill it or remove the row."));
            }
            if (Graded && !(Texts[i] is { Pair: not null, Score: >= 0 and <= 1 }))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{Name}: text {i + 1} has {(Texts[i].Score is { } score ? $"the score {score}" : "no score")}"
                        + $"{(Texts[i].Pair is null ? " and no second text" : "")}, "
                    + $"expected a pair with a score from 0 to 1 in every row of a graded corpus. Scale the scores or remove the row."));
            }
        }
        if (use != CorpusUse.Train) { return; }
        var counts = pool.CountBy(t => t.Label).ToDictionary();
        for (var label = 0; label < Labels.Count; label++)
        {
            if (counts.GetValueOrDefault(label) is var count and < 2)
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"{Name}: label \"{Shown.Of(Labels[label])}\" has {count} text(s) to train on, expected at least 2 (one to "
                    + $"train on, one to test with). Add texts or remove the label."));
            }
        }
        if (Labels.Count < 2)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{Name}: found {Labels.Count} label(s), expected at least 2. Check the label column."));
        }
    }

    private string ChecksumOf(byte[] content) =>
        Convert.ToHexStringLower(SHA256.HashData([.. content, .. BitConverter.GetBytes(PoolCount)]));

    private static byte[] Bytes(string name, IEnumerable<string> labels, IEnumerable<TextRecord> texts)
    {
        using var content = new MemoryStream();
        void Add(string s)
        {
            var bytes = Encoding.UTF8.GetBytes(s);
            content.Write(BitConverter.GetBytes(bytes.Length));
            content.Write(bytes);
        }
        Add(name);
        foreach (var label in labels) { Add(label); }
        foreach (var text in texts)
        {
            Add(text.Text);
            Add(text.Pair ?? "");
            content.Write(BitConverter.GetBytes(text.Label));
            if (text.Score is { } score) { content.Write(BitConverter.GetBytes(score)); }
        }
        return content.ToArray();
    }
}
