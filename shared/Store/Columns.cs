using System.Runtime.InteropServices;
using LiteDB;

namespace DmlStudio.Store;

/// <summary>Arrays as packed little-endian bytes, in pieces of at most 1 MiB (a LiteDB document ends at 16 MiB).</summary>
internal sealed class Columns(LiteDatabase database)
{
    private const int Piece = 1 << 20;
    private readonly ILiteCollection<BsonDocument> _pieces = database.GetCollection("columns");

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
        using var all = new MemoryStream();
        for (var piece = 0; ; piece++)
        {
            var found = _pieces.FindById(FormattableString.Invariant($"{name}/{piece:D6}"));
            if (found is null)
            {
                return piece > 0 ? all.ToArray()
                    : throw new StoreDataException($"The column {name} is missing. The file is incomplete; run the experiment again.");
            }
            all.Write(found["bytes"].AsBinary);
        }
    }
}
