using DmlStudio.Records;
using LiteDB;

namespace DmlStudio.Store;

public sealed partial class RunStore
{
    /// <summary>Texts of a corpus, or null.</summary>
    /// <param name="corpus">SHA-256 of the corpus.</param>
    /// <exception cref="StoreDataException">They are damaged, and the store was not opened to do without.</exception>
    public TextSet? Texts(string corpus)
    {
        if (!Hash().IsMatch(corpus) || (_scope is not null && Runs().All(r => r.Corpus != corpus))) { return null; }
        if (_texts.TryGetValue(corpus, out var known)) { return known; }
        try
        {
            var set = ReadTexts(TextsPath(corpus), corpus);
            _met.TryRemove(("", Relative(corpus)), out _);
            return _texts.GetOrAdd(corpus, _scope?.Of(set) ?? set);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException) { return null; }
        catch (StoreDataException e)
        {
            var words = $"{e.Message} The figures of its runs still stand; their texts cannot be shown. \"trainer runs merge FOLDER\" "
                + "repairs it from a good copy, and the command of one of the runs writes it again.";
            if (!_tolerant) { throw new StoreDataException(words, e); }
            _met[("", Relative(corpus))] = (null, words);
            DamageMet?.Invoke(this, EventArgs.Empty);
            return null;
        }
    }

    /// <summary>Stores the texts of a corpus once; a damaged file is replaced.</summary>
    public void PublishTexts(TextSet set)
    {
        var path = TextsPath(set.Corpus);
        Leftovers.Sweep(Path.GetDirectoryName(path)!);
        if (IsGood(path, set.Corpus)) { return; }
        SealedFile.Publish(path, database =>
        {
            database.GetCollection("set").Insert(new BsonDocument
            {
                ["_id"] = set.Corpus,
                ["dataset"] = set.Dataset,
                ["labels"] = new BsonArray(set.Labels.Select(l => new BsonValue(l))),
            });
            database.GetCollection("texts").Insert(set.Texts.Select((t, i) => new BsonDocument
            {
                ["_id"] = i,
                ["id"] = t.Id,
                ["text"] = t.Text,
                ["pair"] = t.Pair is null ? BsonValue.Null : new BsonValue(t.Pair),
                ["label"] = t.Label,
                ["score"] = t.Score is { } score ? new BsonValue(score) : BsonValue.Null,
            }));
        });
        _texts.TryRemove(set.Corpus, out _);
        _met.TryRemove(("", Relative(set.Corpus)), out _);
    }

    internal static bool IsGood(string path, string corpus)
    {
        try
        {
            ReadTexts(path, corpus);
            return true;
        }
        catch (Exception e) when (e is StoreDataException or FileNotFoundException or DirectoryNotFoundException) { return false; }
    }

    private static string Relative(string corpus) => $"texts/{corpus}.db";

    private string TextsPath(string corpus) => Hash().IsMatch(corpus)
        ? Path.Combine(Root, "texts", corpus + ".db")
        : throw new ArgumentException($"\"{corpus}\" is not the SHA-256 of a corpus.", nameof(corpus));

    internal static TextSet ReadTexts(string path, string corpus) => SealedFile.Read(path, null, database =>
    {
        var set = database.GetCollection("set").FindAll().Single();
        if (set["_id"].AsString != corpus)
        {
            throw new StoreDataException(
                $"{path} holds the texts of {set["_id"].AsString}, expected {corpus}. It is a copy under another name, or damaged.");
        }
        return new TextSet(set["dataset"].AsString, corpus, [.. set["labels"].AsArray.Select(l => l.AsString)],
            [.. database.GetCollection("texts").FindAll().OrderBy(t => t["_id"].AsInt32)
                .Select(t => new TextRecord(t["id"].AsString, t["text"].AsString, t["pair"].IsNull
                    ? null
                    : t["pair"].AsString, t["label"].AsInt32, t["score"].IsNull
                    ? null
                    : t["score"].AsDouble))]);
    });
}
