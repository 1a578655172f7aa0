using System.Buffers.Binary;

namespace DmlStudio.Store;

/// <summary>
/// How deep the documents of a LiteDB file are nested, found without recursion. LiteDB reads a level of nesting by calling itself: a file
/// that somebody made deep enough would use up the stack and end the program, which nothing can catch. So a file is looked at before
/// LiteDB opens it.
/// </summary>
/// <remarks>Layout of LiteDB 5: pages of 8,192 bytes, type at byte 4; a slot of 4 bytes from the end of the page says where an item stands
/// and how long it is; an item of a data page is a flag (0 begins a document, else it goes on), the address of the next item of the same
/// document (page, slot), and bytes of BSON. Addresses in the file may lead anywhere, so every item is taken for a beginning.</remarks>
internal static class Nesting
{
    /// <summary>Levels beyond which a file is refused; those that DmlStudio writes have at most 8.</summary>
    public const int Deepest = 64;

    private const int Page = 8192, HighestSlot = 30, TypeOfPage = 4, CollectionPage = 2, DataPage = 4, Slot = 4, BlockHeader = 6;

    // An index of DmlStudio is the path of a field; LiteDB reads the brackets and sums of an expression by recursion too. Texts in a
    // collection's page end with a zero, so that no expression is longer than the longest stretch without one.
    private const int LongestExpression = 256;

    private const int MostWalks = 4;

    // A document's length counts itself and the zero at its end.
    private const int Framing = 5;

    /// <summary>Whether LiteDB may open it.</summary>
    /// <param name="file">Whole pages, without the seal.</param>
    public static bool IsBounded(ReadOnlySpan<byte> file)
    {
        Span<long> ends = stackalloc long[Deepest];
        // What DmlStudio writes is walked once; more is walked only where documents were laid over each other.
        var left = MostWalks * (long)file.Length;
        for (var page = 0; page + Page <= file.Length; page += Page)
        {
            var bytes = file.Slice(page, Page);
            if (bytes[TypeOfPage] == CollectionPage && LongestText(bytes) > LongestExpression) { return false; }
            if (bytes[TypeOfPage] != DataPage || bytes[HighestSlot] == byte.MaxValue) { continue; }
            for (var slot = 0; slot <= bytes[HighestSlot]; slot++)
            {
                var blocks = new Blocks(file, page / Page, slot);
                if (IsTooDeep(ref blocks, ends) || (left -= blocks.Position) < 0) { return false; }
            }
        }
        return true;
    }

    private static int LongestText(ReadOnlySpan<byte> page)
    {
        var (longest, here) = (0, 0);
        foreach (var b in page)
        {
            here = b == 0 ? 0 : here + 1;
            longest = Math.Max(longest, here);
        }
        return longest;
    }

    // Follows LiteDB's own reading: the length of a document says where it ends, whatever stands around it. What LiteDB cannot read ends
    // the walk, as it ends LiteDB's.
    private static bool IsTooDeep(ref Blocks blocks, scoped Span<long> ends)
    {
        var depth = 0;
        if (!blocks.Length(out var length)) { return false; }
        ends[depth++] = blocks.Position + length - Framing;
        while (depth > 0)
        {
            if (blocks.Position >= ends[depth - 1])
            {
                depth--;
                if (!blocks.Skip(1)) { return false; }
                continue;
            }
            if (!blocks.Byte(out var type) || !blocks.SkipName()) { return false; }
            switch (type)
            {
                case 0x03 or 0x04:
                    if (depth == Deepest) { return true; }
                    if (!blocks.Length(out length)) { return false; }
                    ends[depth++] = blocks.Position + length - Framing;
                    break;
                case 0x02:
                    if (!blocks.Length(out length) || length < 0 || !blocks.Skip(length)) { return false; }
                    break;
                case 0x05:
                    if (!blocks.Length(out length) || length < 0 || !blocks.Skip(length + 1L)) { return false; }
                    break;
                default:
                    if (Size(type) is not { } size || !blocks.Skip(size)) { return false; }
                    break;
            }
        }
        return false;
    }

    private static int? Size(byte type) => type switch
    {
        0x01 or 0x09 or 0x12 => 8,
        0x07 => 12,
        0x08 => 1,
        0x0A or 0x7F or 0xFF => 0,
        0x10 => 4,
        0x13 => 16,
        _ => null,
    };

    /// <summary>The bytes of a document, block after block.</summary>
    private ref struct Blocks
    {
        private readonly ReadOnlySpan<byte> _file;
        private ReadOnlySpan<byte> _block;
        private uint _nextPage;
        private int _nextSlot;

        public Blocks(ReadOnlySpan<byte> file, int page, int slot)
        {
            _file = file;
            Open((uint)page, slot);
        }

        /// <summary>Bytes read so far.</summary>
        public long Position { get; private set; }

        public bool Byte(out byte value)
        {
            value = 0;
            if (!Fill()) { return false; }
            value = _block[0];
            _block = _block[1..];
            Position++;
            return true;
        }

        /// <summary>A length of 32 bits. LiteDB takes a document of a negative one for empty.</summary>
        public bool Length(out int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            value = 0;
            for (var i = 0; i < bytes.Length; i++)
            {
                if (!Byte(out bytes[i])) { return false; }
            }
            value = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            return true;
        }

        public bool SkipName()
        {
            while (Fill())
            {
                var end = _block.IndexOf((byte)0);
                Take(end < 0 ? _block.Length : end + 1);
                if (end >= 0) { return true; }
            }
            return false;
        }

        public bool Skip(long count)
        {
            while (count > 0)
            {
                if (!Fill()) { return false; }
                var here = (int)Math.Min(count, _block.Length);
                Take(here);
                count -= here;
            }
            return true;
        }

        private void Take(int count)
        {
            _block = _block[count..];
            Position += count;
        }

        // No document is longer than its file, so blocks that lead in a circle end here.
        private bool Fill()
        {
            while (_block.IsEmpty)
            {
                if (_nextPage == uint.MaxValue || Position > _file.Length || !Open(_nextPage, _nextSlot)) { return false; }
            }
            return true;
        }

        private bool Open(uint page, int slot)
        {
            _block = default;
            _nextPage = uint.MaxValue;
            var start = page * (long)Page;
            if (start + Page > _file.Length) { return false; }
            var bytes = _file.Slice((int)start, Page);
            var entry = bytes.Slice(Page - ((slot + 1) * Slot), Slot);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entry);
            var position = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
            if (length <= BlockHeader || position + length > Page) { return false; }
            var block = bytes.Slice(position, length);
            _nextPage = BinaryPrimitives.ReadUInt32LittleEndian(block[1..]);
            _nextSlot = block[5];
            _block = block[BlockHeader..];
            return true;
        }
    }
}
