using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class TransferStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("transfer-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Publish_ThenRead_IsTheSameAndMovesTheStampAndMerges()
    {
        var runs = RunStore.Open(_root);
        var (store, before) = (TransferStore.Open(_root), runs.Stamp());
        Assert.Empty(store.All());
        var result = Result("t-0123456789abcdef", 2);
        store.Publish(result);
        var read = Assert.Single(store.All());
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(result), System.Text.Json.JsonSerializer.Serialize(read));
        Assert.NotEqual(before, runs.Stamp());
        // Another folder's result with fewer scores does not replace it, one with more does.
        var other = Path.Combine(_root, "other");
        TransferStore.Open(other).Publish(Result(result.Id, 1));
        runs.Merge(other);
        Assert.Equal(2, store.Find(result.Id)!.Scores.Count);
        TransferStore.Open(other).Publish(Result(result.Id, 3));
        runs.Merge(other);
        Assert.Equal(3, store.Find(result.Id)!.Scores.Count);
    }

    [Fact]
    public void Find_DamagedOrHostileId_IsNamedOrNull()
    {
        var store = TransferStore.Open(_root);
        store.Publish(Result("t-0123456789abcdef", 1));
        File.WriteAllText(Path.Combine(_root, "transfer", "t-0123456789abcdef.db"), "no database");
        var message = Assert.Throws<StoreDataException>(() => store.Find("t-0123456789abcdef")).Message;
        Assert.StartsWith(Path.Combine(_root, "transfer", "t-0123456789abcdef.db"), message, StringComparison.Ordinal);
        Assert.Contains("damaged", message, StringComparison.Ordinal);
        Assert.Empty(store.All());
        Assert.Null(store.Find("t-0123456789abcdee"));
        Assert.Single(store.Damaged());
        Assert.Null(store.Find("../t-0123456789abcdef"));
        Assert.Throws<ArgumentException>(() => store.Publish(Result("../x", 1)));
    }

    private static TransferResult Result(string id, int scores) => new()
    {
        Id = id,
        Encoder = "small",
        Checksum = "abc",
        Run = "r-00000000",
        RunTitle = "CCE on TREC",
        Pooling = "cls+mean",
        Size = 8,
        Settings = [new SettingValue("transfer", "protocol", "fast", "literature")],
        Command = "trainer evaluate",
        HeardAt = 5,
        Scores = [.. Enumerable.Range(0, scores)
            .Select(i => new TransferScore($"task{i}", "Task", "sts", "scheme", 1, 2, 0.5, [new("spearman", -0.25)],
                [new("set", 2, "", [new("spearman", -0.25)])]))],
        Absent = [new TransferAbsence("subj", "SUBJ", "senteval", "why")],
    };
}
