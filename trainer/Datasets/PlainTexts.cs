using System.Security.Cryptography;
using System.Text;
using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Trainer.Datasets;

/// <summary>Texts without labels: lines of a .txt file, or the texts of a dataset.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Texts">Distinct texts, not empty, in their order.</param>
internal sealed record PlainTexts(string Name, IReadOnlyList<string> Texts)
{
    /// <summary>What was understood of the table that they were read from, or null.</summary>
    public TableReading? Reading { get; init; }

    /// <summary>SHA-256 of the texts in their order, hex.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Texts))));

    /// <param name="nameOrPath">A .txt file with one text a line, or whatever is a dataset; <c>file:column</c> names the texts' column of
    /// a table.</param>
    /// <param name="folders">Where data lies.</param>
    /// <param name="columns">Columns of a table.</param>
    /// <exception cref="InvalidDataException">It cannot be read, or holds no text.</exception>
    public static PlainTexts Read(string nameOrPath, DataFolders folders, TableColumns columns)
    {
        (nameOrPath, columns) = Column(nameOrPath, columns);
        var lines = nameOrPath.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
        if (lines && !File.Exists(nameOrPath))
        {
            throw new InvalidDataException($"There is no file {nameOrPath}. Name a .txt file with one text a line, or a dataset.");
        }
        var corpus = lines ? null : DatasetTable.Read(nameOrPath, folders, columns, CorpusUse.Texts);
        var texts = (corpus is null
            ? Lines(nameOrPath, columns.Encoding)
            : corpus.Texts.Select(t => t.Pair is null ? t.Text : t.Text + " " + t.Pair)).Select(t => t.Trim()).Where(t => t.Length > 0)
            .DistinctBy(t => TextIdentity.Normalise(t, null)).ToArray();
        return texts.Length > 0 ? new PlainTexts(corpus?.Name
            ?? Path.GetFileNameWithoutExtension(nameOrPath), texts)
        { Reading = corpus?.Reading }
            : throw new InvalidDataException($"{nameOrPath} holds no text; expected one text a line.");
    }

    /// <summary>The texts as a corpus without labels. It does not know what their file was called: the same texts are the same.</summary>
    public Corpus Unlabelled() => new("unlabelled", [], [.. Texts.Select(t => new LabelledText(t, null, -1))], use: CorpusUse.Texts);

    // The longest name that is a file is the file.
    private static (string Path, TableColumns Columns) Column(string named, TableColumns columns)
    {
        if (File.Exists(named)) { return (named, columns); }
        for (var at = named.LastIndexOf(':'); at > 0; at = named.LastIndexOf(':', at - 1))
        {
            if (at + 1 < named.Length && File.Exists(named[..at])) { return (named[..at], columns with { Text = named[(at + 1)..] }); }
        }
        return (named, columns);
    }

    /// <summary>The lines of a .txt file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Its encoding, or null where it tells.</param>
    internal static IEnumerable<string> Lines(string path, string? encoding)
    {
        var (content, _) = TableEncoding.Decode(path, TableFile.Read(path).Bytes, encoding);
        return PhysicalLines.Of(content).Select((l, i) => !l.Line.Span.Contains('\0') ? l.Line.ToString()
            : throw new InvalidDataException(FormattableString.Invariant(
                $"{path}: line {i + 1} holds a NUL character; expected one text a line. The file is damaged, or of another encoding: ")
                + "name it with --encoding."));
    }

    /// <summary>Some of the texts, without those that a corpus holds.</summary>
    /// <param name="corpus">Corpus whose texts are in scope.</param>
    /// <param name="most">Texts at most, drawn evenly over the set.</param>
    public PlainTexts Outside(Corpus corpus, int most)
    {
        var inside = corpus.Texts.Select(t => TextIdentity.Normalise(t.Text, t.Pair)).ToHashSet(StringComparer.Ordinal);
        string[] others = [.. Texts.Where(t => !inside.Contains(TextIdentity.Normalise(t, null)))];
        if (others.Length == 0)
        {
            throw new InvalidDataException($"Every text of {Name} is also a text of {corpus.Name}; expected texts out of its scope.");
        }
        return this with
        {
            Texts =
            [.. Enumerable.Range(0, Math.Min(most, others.Length))
                .Select(i => others[(int)((long)i * others.Length / Math.Min(most, others.Length))])]
        };
    }
}
