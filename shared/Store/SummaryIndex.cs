using System.Security.Cryptography;
using DmlStudio.Files;
using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>
/// <c>summaries.index</c> beside the runs: what the states of the runs say, so that a folder of thousands can be listed without opening
/// each. An entry counts as long as time and length of its state are those that it was made from; the file can be deleted at any time, and
/// a damaged one is one that is not there. It ends with the SHA-256 of all before it.
/// </summary>
internal static class SummaryIndex
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "summaries.index";

    private const int Version = 1;

    /// <summary>One run.</summary>
    /// <param name="Id">Name of its folder.</param>
    /// <param name="Written">When its state was written.</param>
    /// <param name="Length">Bytes of its state.</param>
    public sealed record Entry(string Id, DateTime Written, long Length, RunState State);

    /// <summary>All entries by id; none when there is no index that can be believed.</summary>
    /// <param name="root">Runs folder.</param>
    public static IReadOnlyDictionary<string, Entry> Read(string root)
    {
        try
        {
            if (RegularFile.Refusal(Path.Combine(root, FileName)) is not null) { return Nothing(); }
            var bytes = File.ReadAllBytes(Path.Combine(root, FileName));
            var content = bytes.Length - SHA256.HashSizeInBytes;
            if (content <= 0 || !SHA256.HashData(bytes.AsSpan(0, content)).AsSpan().SequenceEqual(bytes.AsSpan(content)))
            {
                return Nothing();
            }
            var documents = Documents(bytes, content);
            var about = BsonSerializer.Deserialize(bytes[documents[0]]);
            if (about["version"].AsInt32 != Version) { return Nothing(); }
            var lists = about["lists"].AsArray.Select(l => l.AsArray.Select(w => w.AsString).ToArray()).ToArray();
            return documents.Skip(1).AsParallel().Select(d => Read(BsonSerializer.Deserialize(bytes[d]), lists))
                .ToDictionary(e => e.Id, StringComparer.Ordinal);
        }
        // Whatever is wrong with it: the states themselves say the same.
        catch (Exception e) when (e is not OutOfMemoryException) { return Nothing(); }
    }

    /// <summary>Writes the index whole; where that is not allowed, nothing is written.</summary>
    /// <param name="root">Runs folder.</param>
    public static void Write(string root, IReadOnlyList<Entry> entries)
    {
        var lists = new Dictionary<string, (int Place, string[] Words)>(StringComparer.Ordinal);
        var documents = entries.Select(e => BsonSerializer.Serialize(Of(e, words => Place(lists, words)))).ToArray();
        var about = BsonSerializer.Serialize(new BsonDocument
        {
            ["version"] = Version,
            ["lists"] = new BsonArray(lists.Values.OrderBy(l => l.Place).Select(l => new BsonArray(l.Words.Select(w => new BsonValue(w))))),
        });
        using var all = new MemoryStream();
        all.Write(about);
        foreach (var document in documents) { all.Write(document); }
        all.Write(SHA256.HashData(all.GetBuffer().AsSpan(0, (int)all.Length)));
        try { SealedFile.Write(Path.Combine(root, FileName), all.GetBuffer().AsSpan(0, (int)all.Length)); }
        catch (StoreDataException) { }
    }

    private static Dictionary<string, Entry> Nothing() => new(StringComparer.Ordinal);

    // Each document begins with its length.
    private static List<Range> Documents(byte[] bytes, int content)
    {
        var ranges = new List<Range>();
        for (var at = 0; at < content;)
        {
            var length = BitConverter.ToInt32(bytes, at);
            ranges.Add(at..(at + length));
            at += length;
        }
        return ranges;
    }

    // Lists that most runs share, of labels and of names of figures, are kept once.
    private static int Place(Dictionary<string, (int Place, string[] Words)> lists, string[] words)
    {
        var key = string.Join('\n', words);
        if (!lists.TryGetValue(key, out var known)) { lists[key] = known = (lists.Count, words); }
        return known.Place;
    }

    private static BsonDocument Of(Entry entry, Func<string[], int> place)
    {
        var (summary, parts) = (entry.State.Summary, entry.State.Parts);
        var values = new byte[summary.Metrics.Count * sizeof(double)];
        Buffer.BlockCopy(summary.Metrics.Select(m => m.Value).ToArray(), 0, values, 0, values.Length);
        return new BsonDocument
        {
            ["written"] = entry.Written.Ticks,
            ["length"] = entry.Length,
            ["summary"] = Store.Documents.Of(summary with { Labels = [], Metrics = [] }),
            ["labels"] = place([.. summary.Labels]),
            ["rules"] = place([.. summary.Metrics.Select(m => m.Rule)]),
            ["names"] = place([.. summary.Metrics.Select(m => m.Name)]),
            ["values"] = values,
            ["parts"] = new BsonArray(parts.Select(p => RunState.Of(p.Key, p.Value))),
        };
    }

    private static Entry Read(BsonDocument document, string[][] lists)
    {
        var (rules, names) = (lists[document["rules"].AsInt32], lists[document["names"].AsInt32]);
        var values = new double[names.Length];
        Buffer.BlockCopy(document["values"].AsBinary, 0, values, 0, values.Length * sizeof(double));
        var summary = Store.Documents.Summary(document["summary"].AsDocument) with
        {
            Labels = lists[document["labels"].AsInt32],
            Metrics = [.. names.Select((n, i) => new MetricValue(rules[i], n, values[i]))],
        };
        return new Entry(summary.Id, new DateTime(document["written"].AsInt64, DateTimeKind.Utc), document["length"].AsInt64,
            new RunState(summary, RunState.PartsOf(document["parts"].AsArray.Select(p => p.AsDocument))));
    }
}
