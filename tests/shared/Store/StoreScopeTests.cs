using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.Tests.Shared.Store;

public sealed class StoreScopeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scope-").FullName;
    private readonly RunStore _store;

    public StoreScopeTests() => _store = RunStore.Open(_folder, tolerant: true);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Experiment_OfAnother_IsNowhere()
    {
        Add("r-00aa11bb22cc33dd", "mine", new string('a', 64));
        Add("r-00aa11bb22cc33ee", "theirs", new string('b', 64));
        var part = _store.Within(new StoreScope { Experiment = "mine" });
        Assert.Equal(["r-00aa11bb22cc33dd"], part.Runs().Select(r => r.Id));
        Assert.Equal("secret 0", part.Texts(new string('a', 64))!.Texts[0].Text);
        const string Other = "r-00aa11bb22cc33ee";
        Assert.NotNull(_store.Details(Other));
        Assert.Null(part.Run(Other));
        Assert.Null(part.Stored(Other));
        Assert.Null(part.Details(Other));
        Assert.Null(part.Neighbours(Other));
        Assert.Null(part.Robustness(Other));
        Assert.Empty(part.AllExplanations(Other));
        Assert.Empty(part.OutOfScope(Other));
        Assert.Equal(0, part.Curve(Other).Count);
        Assert.False(part.HasWeights(Other));
        Assert.Null(part.Texts(new string('b', 64)));
        Assert.Equal(["toy"], part.DatasetNames().All.Select(d => d.Name));
    }

    [Theory]
    [InlineData("--encoder /home/ana/models/bert --seed 1", "--encoder bert --seed 1")]
    [InlineData("--encoder=/home/ana/models/bert/", "--encoder=bert")]
    [InlineData("--datasets '/home/ana lee/a b.csv,/home/ana lee/c.csv,trec'", "--datasets 'a b.csv,c.csv,trec'")]
    [InlineData("--datasets /srv/a.csv,/srv/b.csv --out ~/runs", "--datasets a.csv,b.csv --out runs")]
    [InlineData("--out ../../secret/runs --file ~ana/x.yaml", "--out runs --file x.yaml")]
    [InlineData("Could not find file '/srv/a b/c.db'.", "Could not find file 'c.db'.")]
    [InlineData("/srv/c.db: broken (see \"file:///srv/d.db\")", "c.db: broken (see \"d.db\")")]
    [InlineData(@"--out C:\ana\runs", "--out runs")]
    [InlineData("/srv/my data/of a customer/c.csv: line 3", "c.csv: line 3")]
    [InlineData("/srv/my data/of the old customer/c d.csv is no table", "c d.csv is no table")]
    [InlineData(@"C:\Users\Ana Lee\My Data\c.csv cannot be read", "c.csv cannot be read")]
    [InlineData("/srv/bert is missing. Give owner/name --encoder hf:a/b", "bert is missing. Give owner/name --encoder hf:a/b")]
    [InlineData("--encoder BAAI/bge-small-en --set sup-con.temperature=1/2", "--encoder BAAI/bge-small-en --set sup-con.temperature=1/2")]
    [InlineData("see https://example.org/a/b and a / b, n/a", "see https://example.org/a/b and a / b, n/a")]
    public void Paths_OfTheMachine_AreToldByTheirLastName(string message, string told)
    {
        Assert.Equal(told, _store.Within(new StoreScope()).Tell(message));
        Assert.Equal(message, _store.Tell(message));
    }

    [Theory]
    [InlineData("/srv/my models/of us/bert large", "bert large")]
    [InlineData("/srv/my data/a b.csv,~/c d/e.csv,trec", "a b.csv,e.csv,trec")]
    [InlineData("BAAI/bge-small-en", "BAAI/bge-small-en")]
    public void Paths_OfASetting_MayHoldBlanks(string value, string told)
    {
        const string Id = "r-00aa11bb22cc33dd";
        using (var writer = _store.Claim(Id))
        {
            writer.Finish(SampleRun.Summary(Id) with { Status = RunStatus.Done, FinishedAt = 5000 },
                SampleRun.Details() with { Settings = [new("data", "from", value, value)] });
        }
        var setting = _store.Within(new StoreScope()).Details(Id)!.Settings.Single();
        Assert.Equal((told, told), (setting.Value, setting.Default));
    }

    [Fact]
    public void Texts_Hidden_LeaveTheirLengthAndNothingElse()
    {
        Add("r-00aa11bb22cc33dd", "mine", new string('a', 64));
        var part = _store.Within(new StoreScope { Texts = false });
        var set = part.Texts(new string('a', 64))!;
        Assert.Equal(("▪ ▪", "toy-1", 0), (set.Texts[0].Text, set.Texts[0].Id, set.Texts[0].Label));
        Assert.Equal(("▪ ▪ ▪", "▪"), (part.Robustness("r-00aa11bb22cc33dd")!.Flips[0].Text,
            part.OutOfScope("r-00aa11bb22cc33dd")[0].Texts[0]));
        Assert.Empty(part.AllExplanations("r-00aa11bb22cc33dd"));
        Assert.Empty(part.ExplainedTexts("r-00aa11bb22cc33dd"));
        Assert.Equal(0, part.Runs()[0].ExplainedCount);
        Assert.NotNull(part.Details("r-00aa11bb22cc33dd"));
        Assert.Equal("secret 0", _store.Texts(new string('a', 64))!.Texts[0].Text);
    }

    [Fact]
    public void Notes_OfTextsOfOtherRuns_AreNowhere()
    {
        Add("r-00aa11bb22cc33dd", "mine", new string('a', 64));
        // A table whose name begins alike, and one of the same name with other texts.
        Add("r-00aa11bb22cc33ee", "theirs", new string('b', 64), "toy-private");
        Add("r-00aa11bb22cc33ff", "theirs", new string('c', 64), "toy", from: 100);
        var notes = new NoteStore(_store);
        foreach (var text in new[] { "toy-00000001", "toy-private-00000001", "toy-00000065" })
        {
            notes.Add("text", text, "note", $"on {text}", "Ada", DateTimeOffset.UnixEpoch);
        }
        Assert.Equal(["on toy-00000001"],
            new NoteStore(_store.Within(new StoreScope { Experiment = "mine" })).All().Select(n => n.Text));
        Assert.Equal(3, new NoteStore(_store.Within(new StoreScope())).All().Count);
    }

    [Fact]
    public void Pin_WhereTextsAreHidden_IsToldWithoutItsAuthor()
    {
        Add("r-00aa11bb22cc33dd", "mine", new string('a', 64));
        var (notes, configuration) = (new NoteStore(_store), _store.Runs()[0].Configuration);
        notes.Add("configuration", configuration, "pin", "", "Ada", DateTimeOffset.UnixEpoch);
        notes.Add("configuration", configuration, "tag", "word", "Ada", DateTimeOffset.UnixEpoch);
        var hidden = new NoteStore(_store.Within(new StoreScope { Texts = false }));
        Assert.Equal(("pin", ""), (hidden.All().Single().What, hidden.All().Single().Author));
        Assert.Equal(configuration, hidden.Pinned);
        Assert.Null(new NoteStore(_store.Within(new StoreScope { Experiment = "other", Texts = false })).Pinned);
    }

    [Fact]
    public void Runs_OfADataVersion_AreThoseOfThen()
    {
        Add("r-00aa11bb22cc33dd", "mine", new string('a', 64));
        var version = DataVersion.Of(_store);
        var then = _store.Within(new StoreScope { Runs = version.Runs });
        Add("r-00aa11bb22cc33ee", "mine", new string('a', 64));
        Assert.Equal(["r-00aa11bb22cc33dd"], then.Runs().Select(r => r.Id));
        Assert.Equal(version.Name, DataVersion.Of(then).Name);
        Assert.NotEqual(version.Name, DataVersion.Of(_store).Name);
        // A run that was made again since is another.
        Assert.Empty(_store.Within(new StoreScope { Runs = version.Runs.ToDictionary(r => r.Key, r => r.Value + 1) }).Runs());
    }

    [Fact]
    public void Valid_NoLonger_ShowsNothing()
    {
        Add("r-00aa11bb22cc33dd", "mine", new string('a', 64));
        var valid = true;
        var part = _store.Within(new StoreScope { Valid = () => valid });
        Assert.Single(part.Runs());
        Assert.NotNull(part.Texts(new string('a', 64)));
        valid = false;
        Assert.Empty(part.Runs());
        Assert.Null(part.Texts(new string('a', 64)));
        Assert.Null(part.Details("r-00aa11bb22cc33dd"));
    }

    [Fact]
    public void Slices_AreNeitherShownNorSaved()
    {
        new SavedSlices(_store).Save("mine", "label = secret");
        var slices = new SavedSlices(_store.Within(new StoreScope { Experiment = "mine" }));
        Assert.Empty(slices.All());
        Assert.Throws<InvalidDataException>(() => slices.Save("x", "y"));
        slices.Delete("mine");
        Assert.Single(new SavedSlices(_store).All());
    }

    private void Add(string id, string experiment, string corpus, string dataset = "toy", int from = 0)
    {
        _store.PublishTexts(new TextSet(dataset, corpus, ["no", "<b>yes</b>"],
            [.. Enumerable.Range(from, 8).Select(i => new TextRecord(FormattableString.Invariant($"{dataset}-{i:x8}"),
                FormattableString.Invariant($"secret {i}"), null, i % 2))]));
        using var writer = _store.Claim(id);
        var summary = SampleRun.Summary(id) with { Experiment = experiment, Corpus = corpus, Dataset = dataset };
        writer.Progress(summary, SampleRun.Curve());
        writer.PublishNeighbours(SampleRun.Neighbours());
        writer.PublishExplanations([SampleRun.Explanation(4)]);
        writer.Publish(new Robustness("head", 2, [], [new PerturbedText("upper", 0, 4, "SECRET IN CAPITALS", null, 0, 1, .9f, .6f)], []));
        writer.Publish(new OutOfScope("Other words", "ab", ["outside"], [0, 1],
            [new OutOfScopeScore("head", "max-probability", [.9f, .8f], [.5f], [1])]));
        writer.Finish(summary with { Status = RunStatus.Done, FinishedAt = 5000, ExplainedCount = 1 }, SampleRun.Details());
    }
}
