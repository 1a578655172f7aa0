namespace DmlStudio.Trainer.Datasets.Tables;

/// <summary>Which kind of value each field of a footer has. The reader takes a field for what Parquet says it is, whatever its head
/// says: of another kind it reads on at the wrong place, perhaps for ever.</summary>
/// <remarks>parquet.thrift of Apache Parquet; kinds as in Thrift's compact protocol.</remarks>
internal sealed class ParquetShape(params (int Field, int Kind, int Element, ParquetShape? Inside)[] fields)
{
    private const int Truth = 1, Int16 = 4, Int32 = 5, Int64 = 6, Binary = 8, List = 9, Structure = 12;

    private static readonly ParquetShape KeyValue = new(One(1, Binary), One(2, Binary));

    private static readonly ParquetShape SchemaElement = new(One(1, Int32), One(2, Int32), One(3, Int32), One(4, Binary), One(5, Int32),
        One(6, Int32), One(7, Int32), One(8, Int32), One(9, Int32), One(10, Structure));

    private static readonly ParquetShape Statistics = new(One(1, Binary), One(2, Binary), One(3, Int64), One(4, Int64), One(5, Binary),
        One(6, Binary), One(7, Truth), One(8, Truth));

    private static readonly ParquetShape ColumnMetadata = new(One(1, Int32), Many(2, Int32), Many(3, Binary), One(4, Int32), One(5, Int64),
        One(6, Int64), One(7, Int64), Many(8, Structure, KeyValue), One(9, Int64), One(10, Int64), One(11, Int64),
        One(12, Structure, Statistics), Many(13, Structure, new(One(1, Int32), One(2, Int32), One(3, Int32))), One(14, Int64),
        One(15, Int32), One(16, Structure), One(17, Structure));

    private static readonly ParquetShape ColumnChunk = new(One(1, Binary), One(2, Int64), One(3, Structure, ColumnMetadata), One(4, Int64),
        One(5, Int32), One(6, Int64), One(7, Int32), One(8, Structure), One(9, Binary));

    private static readonly ParquetShape RowGroup = new(Many(1, Structure, ColumnChunk), One(2, Int64), One(3, Int64),
        Many(4, Structure, new(One(1, Int32), One(2, Truth), One(3, Truth))), One(5, Int64), One(6, Int64), One(7, Int16));

    private readonly Dictionary<int, (int Kind, int Element, ParquetShape? Inside)> _fields =
        fields.ToDictionary(f => f.Field, f => (f.Kind, f.Element, f.Inside));

    /// <summary>The whole footer.</summary>
    public static ParquetShape Footer { get; } = new(One(1, Int32), Many(2, Structure, SchemaElement), One(3, Int64),
        Many(4, Structure, RowGroup), Many(5, Structure, KeyValue), One(6, Binary), Many(7, Structure), One(8, Structure),
        One(9, Binary));

    /// <summary>The shape of what a field holds, or null where any will do.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="kind">The kind that its head says.</param>
    /// <param name="element">Kind of the elements, or -1 where there can be any.</param>
    /// <exception cref="InvalidDataException">Another kind than Parquet's.</exception>
    public ParquetShape? Inside(int field, int kind, out int element)
    {
        element = -1;
        if (!_fields.TryGetValue(field, out var known)) { return null; }
        // Truth and untruth are two kinds.
        if ((kind == Truth + 1 ? Truth : kind) != known.Kind) { throw new InvalidDataException("A field of another kind."); }
        if (known.Kind == List) { element = known.Element; }
        return known.Inside;
    }

    private static (int, int, int, ParquetShape?) One(int field, int kind, ParquetShape? inside = null) => (field, kind, 0, inside);

    private static (int, int, int, ParquetShape?) Many(int field, int element, ParquetShape? inside = null) =>
        (field, List, element, inside);
}
