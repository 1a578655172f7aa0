using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Datasets.Tables;

namespace DmlStudio.Trainer.Distillation;

/// <summary>Unlabelled texts from files, each once.</summary>
/// <param name="Texts">The texts in order of their sources, each once.</param>
/// <param name="Sources">What each source gave.</param>
/// <param name="Checksum">SHA-256 over the texts, hex.</param>
internal sealed record TextSources(IReadOnlyList<string> Texts, IReadOnlyList<TextSources.Source> Sources, string Checksum)
{
    /// <summary>What a source gave.</summary>
    /// <param name="Name">File name.</param>
    /// <param name="Lines">Texts in the file.</param>
    /// <param name="Kept">Texts taken.</param>
    /// <param name="Repeated">Texts that stood before, here or in an earlier source.</param>
    /// <param name="Excluded">Texts left out because an examination holds them.</param>
    /// <param name="Checksum">SHA-256 of the file, or of the texts of a dataset that is no file, hex.</param>
    public sealed record Source(string Name, int Lines, int Kept, int Repeated, int Excluded, string Checksum)
    {
        /// <summary>What was understood of a table, or null.</summary>
        public TableReading? Reading { get; init; }
    }

    /// <summary>Reads the sources.</summary>
    /// <param name="paths">Files with a text a line, folders of .txt files, <c>file.jsonl:column</c>, or what <see cref="PlainTexts"/>
    /// reads: a table, <c>table:column</c>, or a dataset.</param>
    /// <param name="perSource">Most texts of a source; which ones depends on the texts alone. 0 for all.</param>
    /// <param name="examinations">Corpora whose texts must not be learnt from.</param>
    /// <param name="folders">Where data lies.</param>
    /// <param name="columns">How tables are read; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A path is not there, or nothing was found.</exception>
    public static TextSources Read(IReadOnlyList<string> paths, int perSource, IEnumerable<Corpus> examinations, DataFolders folders,
        TableColumns? columns = null)
    {
        var forbidden = examinations.SelectMany(c => c.Texts).SelectMany(t => t.Pair is null ? new[] { t.Text } : [t.Text, t.Pair])
            .Select(Key).ToHashSet();
        var seen = new HashSet<UInt128>();
        var texts = new List<string>();
        var sources = new List<Source>();
        foreach (var (name, read) in paths.SelectMany(p => Files(p, folders, columns ?? new TableColumns())))
        {
            var (all, reading) = read();
            var lines = all.Where(l => l.Length > 0).ToArray();
            int repeated = 0, excluded = 0;
            var own = new List<(UInt128 Key, string Text)>();
            foreach (var line in lines)
            {
                var key = Key(line);
                if (forbidden.Contains(key)) { excluded++; }
                else if (!seen.Add(key)) { repeated++; }
                else { own.Add((key, line)); }
            }
            var limit = perSource == 0 || own.Count <= perSource
                ? UInt128.MaxValue
                : own.Select(o => o.Key).Order().ElementAt(perSource - 1);
            var kept = own.Where(o => o.Key <= limit).Select(o => o.Text).ToArray();
            texts.AddRange(kept);
            sources.Add(new Source(Path.GetFileName(name), lines.Length, kept.Length, repeated, excluded,
                File.Exists(name) ? OfFile(name) : ChecksumOf(lines))
            { Reading = reading });
        }
        if (texts.Count == 0)
        {
            throw new InvalidDataException(
                $"No text was found in {string.Join(", ", paths)}; expected one text a line in .txt files, or .jsonl files with a "
                    + "column. Name others with --corpus.");
        }
        return new TextSources(texts, sources, ChecksumOf(texts));
    }

    /// <summary>SHA-256 over texts in their order, hex.</summary>
    public static string ChecksumOf(IEnumerable<string> texts)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts) { sha.AppendData(Encoding.UTF8.GetBytes(text + "\n")); }
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // Letters and digits only: an examination's text must be found however it is cased, spaced and punctuated.
    private static UInt128 Key(string text)
    {
        var bare = string.Concat(TextIdentity.Normalise(text, null).Where(char.IsLetterOrDigit));
        return BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(bare)));
    }

    private static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Plain lines and a named column of JSON lines are read as they stand, however large; anything else is a dataset.
    private static IEnumerable<(string Name, Func<(IEnumerable<string>, TableReading?)> Read)> Files(string path, DataFolders folders,
        TableColumns columns)
    {
        string[] inside = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path).Where(f => f.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
            : [];
        if (inside.Length == 0 && File.Exists(path) && !TableDataset.Recognises(path)) { inside = [path]; }
        if (inside.Length > 0) { return inside.Select(f => Read(f, () => (Lines(f, columns.Encoding), null))); }
        var colon = path.LastIndexOf(".jsonl:", StringComparison.Ordinal);
        if (colon >= 0 && path[..(colon + 6)] is var file && File.Exists(file))
        {
            return [Read(file, () => (TextFile.Utf8Lines(file).Select((line, row) => string.IsNullOrWhiteSpace(line) ? ""
                : Field(file, line, row + 1, path[(colon + 7)..])), null))];
        }
        return [Read(path, () => PlainTexts.Read(path, folders, columns) is var set ? (set.Texts, set.Reading) : default)];

        static (string, Func<(IEnumerable<string>, TableReading?)>) Read(string name, Func<(IEnumerable<string>, TableReading?)> read) =>
            (name, read);
    }

    private static IEnumerable<string> Lines(string file, string? encoding) =>
        (encoding is null ? TextFile.Utf8Lines(file) : PlainTexts.Lines(file, encoding)).Select(l => l.Trim());

    private static string Field(string file, string line, int row, string column)
    {
        try
        {
            using var read = JsonDocument.Parse(LoneSurrogates.Replace(line).Json);
            return JsonField.Of(file, "row", row, read.RootElement, column)?.Trim() ?? "";
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{file}: row {row} is no JSON: ")
                + $"{e.Message.TrimEnd('.')}. Expected an object with \"{column}\" in each. Repair the row, or remove it.", e);
        }
    }
}
