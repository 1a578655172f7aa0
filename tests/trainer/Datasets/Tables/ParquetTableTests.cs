using DmlStudio.Trainer.Datasets;
using Parquet;
using Parquet.Schema;

namespace DmlStudio.Tests.Trainer.Datasets.Tables;

public sealed class ParquetTableTests : IDisposable
{
    private static readonly string?[] Texts = ["one", "two\n\uD83D\uDE00", "three", "four"];
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    public async Task Read_StringLabels_AreRead(CompressionMethod packing)
    {
        var corpus = _scratch.Read("a.parquet", await Parquet(packing, ["x", "y", "x", "y"]));
        Assert.Equal(Texts, corpus.Texts.Select(t => t.Text));
        Assert.Equal(["x", "y", "x", "y"], corpus.Texts.Select(t => corpus.Labels[t.Label]));
        Assert.Contains("a.parquet: Parquet; 4 rows, text \"text\", label \"label\"; 2 labels: x 2, y 2;", corpus.Reading!.Line,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NumbersAndTruthAsLabels_AreRead()
    {
        Assert.Equal(["0", "1"], _scratch.Read("a.parquet", await Numbers<long>(new DataField<long>("label"), [0, 1, 0, 1])).Labels);
        Assert.Equal(["-1", "1"], _scratch.Read("a.parquet", await Numbers<int>(new DataField<int>("label"), [-1, 1, -1, 1])).Labels);
        Assert.Equal(["0.5", "1"],
            _scratch.Read("a.parquet", await Numbers<double>(new DataField<double>("label"), [0.5, 1, 0.5, 1])).Labels);
        Assert.Equal(["false", "true"],
            _scratch.Read("a.parquet", await Numbers<bool>(new DataField<bool>("label"), [true, false, true, false])).Labels);
    }

    [Fact]
    public async Task Read_SeveralRowGroupsAndPositions_AreRead()
    {
        var corpus = _scratch.Read("a.parquet", await Parquet(CompressionMethod.Snappy, ["x", "y", "x", "y"], groups: 3),
            new TableColumns("1", "2"));
        Assert.Equal(12, corpus.Texts.Count);
        Assert.Equal(8, corpus.Reading!.Copies);
    }

    [Fact]
    public async Task Read_NullOrMissing_IsRefusedByRow()
    {
        Assert.StartsWith("a.parquet: the row at row 2 has an empty label;",
            _scratch.Refusal("a.parquet", await Parquet(CompressionMethod.Snappy, ["x", null, "x", "y"])), StringComparison.Ordinal);
        Assert.StartsWith("a.parquet has no column \"intent\"; found text, label.",
            _scratch.Refusal("a.parquet", await Parquet(CompressionMethod.Snappy, ["x", "y", "x", "y"]), new TableColumns(Label: "intent")),
            StringComparison.Ordinal);
        Assert.StartsWith("a.parquet is empty;", _scratch.Refusal("a.parquet", await Parquet(CompressionMethod.Snappy, [], groups: 0)),
            StringComparison.Ordinal);
        Assert.StartsWith("a.parquet: column \"label\" holds DateTime; expected text, whole numbers or numbers.",
            _scratch.Refusal("a.parquet",
            await Numbers<DateTime>(new DataField<DateTime>("label"), [.. Enumerable.Repeat(DateTime.UnixEpoch, 4)])),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ListsAndStructures_AreRefusedByName()
    {
        var text = new DataField<string>("text");
        var tags = new ListField("labels", new DataField<string>("element"));
        using var lists = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(text, tags), lists))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(text, new string[] { "one" });
            await group.WriteAsync((DataField)tags.Item, new string[] { "x", "y" }, new int[] { 0, 1 });
        }
        Assert.StartsWith("a.parquet: column \"labels\" holds lists; expected one value a row. A text with several labels is not read",
            _scratch.Refusal("a.parquet", lists.ToArray(), new TableColumns(Label: "labels")), StringComparison.Ordinal);

        var inner = new DataField<string>("name");
        var gold = new StructField("gold", inner);
        using var structures = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(text, gold), structures))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(text, new string[] { "one", "two", "three", "four" });
            await group.WriteAsync(inner, new string[] { "x", "y", "x", "y" });
        }
        Assert.StartsWith("a.parquet: column \"gold\" is a structure with name; expected one value. Name one of them by a dot: "
            + "gold.name.", _scratch.Refusal("a.parquet", structures.ToArray(), new TableColumns(Label: "gold")), StringComparison.Ordinal);
        Assert.Equal(["x", "y"], _scratch.Read("a.parquet", structures.ToArray(), new TableColumns(Label: "gold.name")).Labels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(-4)]
    [InlineData(-9)]
    public async Task Read_Truncated_IsRefused(int kept)
    {
        var whole = await Parquet(CompressionMethod.Snappy, ["x", "y", "x", "y"]);
        Assert.Matches("^a\\.parquet (cannot be read as Parquet|: )",
            _scratch.Refusal("a.parquet", whole[..(kept < 0 ? whole.Length + kept : kept)]));
    }

    private static async Task<byte[]> Parquet(CompressionMethod packing, string?[] labels, int groups = 1)
    {
        var (text, label) = (new DataField<string>("text"), new DataField<string>("label"));
        using var stream = new MemoryStream();
        await using (var writer =
            await ParquetWriter.CreateAsync(new ParquetSchema(text, label), stream, new ParquetOptions { CompressionMethod = packing }))
        {
            for (var i = 0; i < groups; i++)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(text, Texts!);
                await group.WriteAsync(label, labels!);
            }
        }
        return stream.ToArray();
    }

    private static async Task<byte[]> Numbers<T>(DataField label, T[] labels) where T : struct
    {
        var text = new DataField<string>("text");
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(text, label), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(text, Texts!);
            await group.WriteAsync<T>(label, labels.AsMemory());
        }
        return stream.ToArray();
    }
}
