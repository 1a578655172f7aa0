using DmlStudio.Store;
using LiteDB;

namespace DmlStudio.Tests.Shared.Store;

public sealed class NestingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nesting-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>LiteDB reads levels by recursion: a file made deep on purpose, with its seal, ended the program that listed it.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(20_000, false)]
    [InlineData(20_000, true)]
    public void Read_DocumentsNestedOnPurpose_AreRefusedUnread(int depth, bool inArrays)
    {
        var path = Path.Combine(_folder, "nested.db");
        File.WriteAllBytes(path, Sealed(depth, inArrays));
        var told = Assert.Throws<StoreDataException>(() => SealedFile.Read(path, null, Answer));
        Assert.Contains("nested deeper than 64 levels", told.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(62)]
    public void Read_DocumentsOfFewLevels_AreRead(int depth)
    {
        var path = Path.Combine(_folder, "flat.db");
        File.WriteAllBytes(path, Sealed(depth, inArrays: depth % 2 == 0));
        Assert.Equal(1, SealedFile.Read(path, null, Answer));
    }

    /// <summary>A level may stand anywhere in a document, behind values of every kind and over the end of a block.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void IsBounded_LevelsBehindEveryKindOfValue_AreCounted(int seed)
    {
        var random = new Random(seed);
        foreach (var depth in (int[])[40, 66, 300])
        {
            BsonValue value = new BsonDocument();
            for (var i = 0; i < depth; i++) { value = random.Next(2) == 0 ? Among(random, value) : new BsonArray(new BsonValue(1), value); }
            var file = SealedFile.Make(database => database.GetCollection("x").Insert(new BsonDocument { ["_id"] = 1, ["v"] = value }));
            Assert.Equal(depth == 40, Nesting.IsBounded(file.AsSpan(0, file.Length - Seal.Length)));
        }
    }

    /// <summary>Of what LiteDB cannot read nothing is said here: it says it itself.</summary>
    [Fact]
    public void IsBounded_WrongBytesAnywhere_NeverThrowsAndEnds()
    {
        var file = Sealed(30, inArrays: true);
        var content = file.AsSpan(0, file.Length - Seal.Length).ToArray();
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var at = random.Next(content.Length);
            var (was, with) = (content[at], (byte)(random.Next(3) switch { 0 => 255, 1 => 0, _ => random.Next(256) }));
            content[at] = with;
            Nesting.IsBounded(content);
            if (random.Next(4) > 0) { content[at] = was; }
        }
    }

    /// <summary>LiteDB reads an index's expression as it opens the collection, a term in another by recursion.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(300, false)]
    public void IsBounded_IndexOfManyTerms_IsRefused(int terms, bool isBounded)
    {
        var file = OnDeepStack(() => SealedFile.Make(database => database.GetCollection("x")
            .EnsureIndex("i", BsonExpression.Create("$.a" + string.Concat(Enumerable.Repeat("+1", terms))))));
        Assert.Equal(isBounded, Nesting.IsBounded(file.AsSpan(0, file.Length - Seal.Length)));
    }

    private static int Answer(LiteDatabase database) => database.GetCollection("x").FindAll().Count();

    private static BsonDocument Among(Random random, BsonValue value)
    {
        BsonValue[] kinds = [new(1.5), new("text ä"), new(new string('x', 9_000)), new(new byte[random.Next(9)]),
            new(ObjectId.NewObjectId()), new(Guid.Empty), new(true), new(DateTime.UnixEpoch), BsonValue.Null, new(7), new(7L), new(1.5m),
            BsonValue.MinValue, BsonValue.MaxValue];
        return new BsonDocument { ["a"] = kinds[random.Next(kinds.Length)], [new string('k', random.Next(1, 40))] = value, ["z"] = 1 };
    }

    private static byte[] Sealed(int depth, bool inArrays) => OnDeepStack(() =>
    {
        BsonValue value = 1;
        for (var i = 0; i < depth; i++) { value = inArrays ? new BsonArray(value) : new BsonDocument { ["a"] = value }; }
        return SealedFile.Make(database => database.GetCollection("x").Insert(new BsonDocument { ["_id"] = 1, ["v"] = value }));
    });

    // Making such a file needs what reading it would.
    private static byte[] OnDeepStack(Func<byte[]> make)
    {
        byte[] bytes = [];
        var deep = new Thread(() => bytes = make(), maxStackSize: 512 << 20);
        deep.Start();
        deep.Join();
        return bytes;
    }
}
