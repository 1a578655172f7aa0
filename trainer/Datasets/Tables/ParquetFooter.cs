using System.Buffers.Binary;

namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Whether what a Parquet file says of itself is well-formed: Thrift's compact protocol, which ends where the footer ends, with
/// the kinds of Parquet (<see cref="ParquetShape"/>). The reader believes counts and lengths in it, and looks for a missing
/// end for ever.</summary>
/// <param name="bytes">The footer.</param>
internal ref struct ParquetFooter(ReadOnlySpan<byte> bytes)
{
    private const int Deepest = 32;
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Refuses a file whose footer is not well-formed.</summary>
    /// <param name="path">Named in messages.</param>
    /// <param name="file">Content of the file.</param>
    /// <exception cref="InvalidDataException">It begins or ends otherwise than Parquet, or the footer is broken.</exception>
    public static void Require(string path, ReadOnlySpan<byte> file)
    {
        const int Frame = 4;
        if (file.Length < 3 * Frame || !file.StartsWith("PAR1"u8) || !file.EndsWith("PAR1"u8))
        {
            throw Broken(path, file.EndsWith("PARE"u8)
                ? "it is encrypted"
                : "it does not begin and end with PAR1: it is cut off, or another kind of file");
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(file[^(2 * Frame)..]);
        if (length < 1 || length > file.Length - 3 * Frame)
        {
            throw Broken(path, FormattableString.Invariant($"its footer says that it has {length} bytes"));
        }
        try { new ParquetFooter(file[^(length + 2 * Frame)..^(2 * Frame)]).Struct(0, ParquetShape.Footer); }
        catch (InvalidDataException fault) { throw Broken(path, "its footer is damaged", fault); }
    }

    private static InvalidDataException Broken(string path, string found, Exception? inner = null) =>
        new($"{path} cannot be read as Parquet: {found}. Write or download it anew, or save it as CSV.", inner);

    private void Struct(int depth, ParquetShape? shape)
    {
        if (depth > Deepest) { throw new InvalidDataException("Too deep."); }
        var field = 0L;
        while (Byte() is var head and not 0)
        {
            // A field number that does not follow from the one before is written out, zigzag.
            field = head >> 4 == 0 ? Signed(Number()) : field + (head >> 4);
            if (field is < 1 or > short.MaxValue) { throw new InvalidDataException("A field without a number."); }
            var element = -1;
            var inside = shape?.Inside((int)field, head & 15, out element);
            Value(head & 15, depth, inList: false, inside, element);
        }
    }

    private void Value(int kind, int depth, bool inList, ParquetShape? inside = null, int element = -1)
    {
        switch (kind)
        {
            // Truth stands in the head of a field, in a list it takes a byte.
            case 1 or 2: if (inList) { Byte(); } break;
            case 3: Byte(); break;
            case 4 or 5 or 6: Number(); break;
            case 7: Skip(8); break;
            case 8: Skip(Number()); break;
            case 9 or 10:
                var head = Byte();
                if (element >= 0 && (head & 15) != element) { throw new InvalidDataException("A list of another kind."); }
                for (var left = Count(head >> 4 == 15 ? Number() : (ulong)(head >> 4)); left > 0; left--)
                {
                    Value(head & 15, depth + 1, inList: true, inside);
                }
                break;
            case 11:
                var pairs = Count(Number());
                var kinds = pairs > 0 ? Byte() : 0;
                for (; pairs > 0; pairs--)
                {
                    Value(kinds >> 4, depth + 1, inList: true);
                    Value(kinds & 15, depth + 1, inList: true);
                }
                break;
            case 12: Struct(depth + 1, inside); break;
            default: throw new InvalidDataException("An unknown kind of value.");
        }
    }

    private static long Signed(ulong zigzag) => (long)(zigzag >> 1) ^ -(long)(zigzag & 1);

    // Every element takes a byte at least.
    private readonly int Count(ulong said) =>
        said <= (ulong)_left.Length ? (int)said : throw new InvalidDataException("More elements than bytes.");

    private int Byte()
    {
        if (_left.IsEmpty) { throw new InvalidDataException("No end."); }
        var value = _left[0];
        _left = _left[1..];
        return value;
    }

    private ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 127) << shift;
            if (part < 128) { return value; }
        }
        throw new InvalidDataException("A number without an end.");
    }

    private void Skip(ulong count)
    {
        if (count > (ulong)_left.Length) { throw new InvalidDataException("Longer than the footer."); }
        _left = _left[(int)count..];
    }
}
