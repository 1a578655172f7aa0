using System.Runtime.InteropServices;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Arrays as packed little-endian bytes, in pieces of at most 1 MiB (a LiteDB document ends at 16 MiB).</summary>
internal sealed class Columns(LiteDatabase database)
{
    private const int Piece = 1 << 20;
    private readonly ILiteCollection<BsonDocument> _pieces = database.GetCollection("columns");
    private Dictionary<string, byte[]>? _all;

    /// <summary>The columns of a file of which all are wanted: they are read by one question, for each question takes longer than reading
    /// what it finds. Large ones would be held twice; those are asked for one by one.</summary>
    public static Columns OfAll(LiteDatabase database)
    {
        var columns = new Columns(database);
        columns._all = columns._pieces.FindAll().ToDictionary(p => p["_id"].AsString, p => p["bytes"].AsBinary, StringComparer.Ordinal);
        return columns;
    }

    public void Put(string name, float[] values) => PutBytes(name, MemoryMarshal.AsBytes(values.AsSpan()));

    public void Put(string name, int[] values) => PutBytes(name, MemoryMarshal.AsBytes(values.AsSpan()));

    public float[] Floats(string name) => [.. MemoryMarshal.Cast<byte, float>(Bytes(name))];

    public int[] Integers(string name) => [.. MemoryMarshal.Cast<byte, int>(Bytes(name))];

    public void PutBytes(string name, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0, piece = 0; at < bytes.Length || piece == 0; at += Piece, piece++)
        {
            _pieces.Insert(new BsonDocument
            {
                ["_id"] = FormattableString.Invariant($"{name}/{piece:D6}"),
                ["bytes"] = bytes.Slice(at, Math.Min(Piece, bytes.Length - at)).ToArray(),
            });
        }
    }

    public byte[] Bytes(string name)
    {
        var first = Find(name, 0)
            ?? throw new StoreDataException($"The column {name} is missing. The file is incomplete; run the experiment again.");
        // The last piece is the one that is not full.
        if (first.Length < Piece) { return first; }
        using var all = new MemoryStream();
        for (byte[]? bytes = first; bytes is not null; bytes = bytes.Length < Piece ? null : Find(name, (int)(all.Length / Piece)))
        {
            all.Write(bytes);
        }
        return all.ToArray();
    }

    private byte[]? Find(string name, int piece)
    {
        var id = FormattableString.Invariant($"{name}/{piece:D6}");
        return _all is null ? _pieces.FindById(id)?["bytes"].AsBinary : _all.GetValueOrDefault(id);
    }
}
