using System.Text;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Which configurations were made to check a claim: <c>claims/&lt;hash&gt;.db</c>, sealed files that never change, beside the
/// runs. The runs themselves belong to no claim, so that several may rest on the same ones.</summary>
/// <param name="store">Store whose ledger it is.</param>
public sealed class ClaimLedger(RunStore store)
{
    /// <summary>Name of the folder.</summary>
    public const string Folder = "claims";

    /// <summary>One entry.</summary>
    /// <param name="Paper">Key of the paper.</param>
    /// <param name="Mark">Mark of the experiment.</param>
    /// <param name="Configurations">Ids of configurations.</param>
    public sealed record Entry(string Paper, string Mark, IReadOnlyList<string> Configurations);

    /// <summary>Notes that configurations check an experiment of a paper; the same note is made once.</summary>
    /// <param name="entry">The note.</param>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public void Note(Entry entry)
    {
        string[] configurations = [.. entry.Configurations.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var name = SealedFile.Hash(Encoding.UTF8.GetBytes(string.Join('\n', [entry.Paper, entry.Mark, .. configurations])))[..16];
        var path = Path.Combine(store.Root, Folder, name + ".db");
        if (File.Exists(path)) { return; }
        Leftovers.Sweep(Path.Combine(store.Root, Folder));
        SealedFile.Publish(path, database => database.GetCollection("entry").Insert(new BsonDocument
        {
            ["_id"] = name,
            ["paper"] = entry.Paper,
            ["mark"] = entry.Mark,
            ["configurations"] = new BsonArray(configurations.Select(c => new BsonValue(c))),
        }));
    }

    /// <summary>All entries that can be read.</summary>
    /// <param name="faults">Told what is wrong with the others.</param>
    public IReadOnlyList<Entry> All(ICollection<string> faults)
    {
        var found = new List<Entry>();
        foreach (var path in store.Beside(Folder))
        {
            try { found.Add(Read(path)); }
            catch (StoreDataException e) { faults.Add(e.Message); }
            catch (FileNotFoundException) { }
        }
        return found;
    }

    /// <summary>Keeps a file of claims beside the runs.</summary>
    /// <param name="path">Its path there.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="StoreDataException">The folder cannot be written.</exception>
    public static void Keep(string path, byte[] bytes) => SealedFile.Write(path, bytes);

    /// <summary>Reads a file.</summary>
    internal static Entry Read(string path) => SealedFile.Read(path, null, Read);

    private static Entry Read(LiteDatabase database)
    {
        var entry = database.GetCollection("entry").FindAll().Single();
        return new Entry(entry["paper"].AsString, entry["mark"].AsString,
            [.. entry["configurations"].AsArray.Select(c => c.AsString)]);
    }
}
