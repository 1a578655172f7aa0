using DmlStudio.Commands;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Tests.Trainer.Encoders;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Randomness;
using DmlStudio.Trainer.Runs;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Runs;

[Collection(OneRandomSource.Name)]
public sealed class RunModelTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("run-model-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("cce+proxy-anchor")]
    [InlineData("sup-con")]
    public void Open_KeptOrTrainedAgain_PredictsWhatIsStored(string loss)
    {
        var store = RunStore.Open(_root);
        var kept = Make(store, loss, keep: true);
        Assert.True(store.HasWeights(kept.Id));
        var made = store.Details(kept.Id)!.Environment.ToDictionary(v => v.Name, v => v.Value);
        Assert.Equal((ProductVersion.Number, ProductVersion.Commit), (made["version"], made.GetValueOrDefault("commit", "")));
        using (var opened = RunModel.Open(store, kept.Id, null, CPU, _ => Assert.Fail("trained"), CancellationToken.None))
        {
            Assert.True(opened.FromKeptWeights);
            Assert.True(opened.Compared > 10);
            Assert.InRange(opened.Deviation, 0, 1e-5);
            Assert.Null(opened.Warning);
        }
        // The same settings give the same id whether weights are kept or not.
        store.Delete(kept.Id);
        Assert.Equal(kept.Id, Make(store, loss, keep: false).Id);
        Assert.False(store.HasWeights(kept.Id));
        var steps = 0;
        using var again = RunModel.Open(store, kept.Id, EncoderFolders.Default(), CPU, step => steps = step, CancellationToken.None);
        Assert.False(again.FromKeptWeights);
        Assert.Equal(again.Cell.Settings.Steps, steps);
        Assert.InRange(again.Deviation, 0, 1e-5);
        Assert.Null(again.Warning);
    }

    /// <summary>Another number of threads rounds differently: a run that is trained again takes as many as it was made with.</summary>
    [Fact]
    public void Open_MadeWithOtherThreads_PredictsWhatIsStored()
    {
        var store = RunStore.Open(_root);
        RunSummary run;
        using (new ThreadCount(1)) { run = Make(store, "cce", keep: false); }
        using var now = new ThreadCount(3);
        using var again = RunModel.Open(store, run.Id, EncoderFolders.Default(), CPU, _ => { }, CancellationToken.None);
        Assert.InRange(again.Deviation, 0, 1e-5);
        Assert.Equal(3, get_num_threads());
    }

    [Fact]
    public void Open_WrongInput_SaysWhatToDo()
    {
        var store = RunStore.Open(_root);
        var run = Make(store, "cce", keep: true);
        string Message(string id, string? encoder) =>
            Assert.Throws<InvalidDataException>(() => RunModel.Open(store, id, encoder, CPU, _ => { }, CancellationToken.None)).Message;
        Assert.Contains("\"trainer runs\" lists them", Message("r-0000000000000000", null), StringComparison.Ordinal);
        File.Delete(Directory.EnumerateFiles(Path.Combine(_root, "texts")).Single());
        store = RunStore.Open(_root);
        Assert.Contains("texts included", Message(run.Id, null), StringComparison.Ordinal);
    }

    /// <summary>Texts of a file belong to the run: their file may be gone afterwards, and what they are decides the id.</summary>
    [Fact]
    public void Open_TextsOfAFileReadWithoutLabels_PredictsWhatIsStored()
    {
        var store = RunStore.Open(_root);
        RunSummary Read(string name, params string[] texts)
        {
            File.WriteAllLines(Path.Combine(_root, name), texts);
            var run = Make(store, "recommended-unlabelled", keep: false, from: Path.Combine(_root, name));
            File.Delete(Path.Combine(_root, name));
            return run;
        }
        var run = Read("more.txt", "thing one is nice", "thing two is sad", "a fine thing", "a poor one");
        Assert.Equal("refined-means", run.MainRule);
        Assert.Equal(run.Id, Read("named otherwise.txt", "thing one is nice", "thing two is sad", "a fine thing", "a poor one").Id);
        Assert.Equal(3, new[] { run, Read("more.txt", "thing one is nice"), Make(store, "recommended-unlabelled", keep: false) }
            .Select(r => r.Id).Distinct().Count());
        using (var again = RunModel.Open(store, run.Id, null, CPU, _ => { }, CancellationToken.None))
        {
            Assert.Equal(4, again.Cell.Unlabelled!.Source.Texts.Count);
            // What it has read without labels is no test of it.
            LabelledText[] others = [new("A fine thing", null, 1), new("a poor one", null, 0), new("quite new", null, 1),
                new("quite old", null, 0)];
            var judged = CrossEvaluation.Of(again, new Corpus("other", ["no", "yes"], others), 0, CancellationToken.None);
            Assert.Equal((2, 2), (judged.Count, judged.TrainedOn));
            Assert.InRange(again.Deviation, 0, 1e-5);
            Assert.Null(again.Warning);
        }
        var kept = store.Details(run.Id)!.Settings.Single(s => s.Name == "unlabelled-from").Value;
        File.Delete(Path.Combine(_root, "texts", kept + ".db"));
        Assert.Contains("read without labels",
            Assert.Throws<InvalidDataException>(() => RunModel.Open(RunStore.Open(_root), run.Id, null, CPU, _ => { }, default)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The encoder is found where it lay when the run was made, whoever named it there.</summary>
    [Fact]
    public void Open_EncoderOfAFolder_IsFoundWhereItWas()
    {
        var folder = Path.Combine(_root, "my encoder");
        ToyBert.Write(folder, ToyBert.Letters, positions: 40);
        var store = RunStore.Open(_root);
        var run = Make(store, "cce", keep: true, encoder: folder);
        Assert.Equal(folder, store.Details(run.Id)!.Environment.Single(v => v.Name == "encoder").Value);
        using (var opened = RunModel.Open(store, run.Id, null, CPU, _ => { }, CancellationToken.None)) { Assert.Null(opened.Warning); }
        File.WriteAllText(Path.Combine(folder, "config.json"), "nothing");
        Assert.Contains("which cannot be read", Assert.Throws<InvalidDataException>(
            () => RunModel.Open(store, run.Id, null, CPU, _ => { }, CancellationToken.None)).Message, StringComparison.Ordinal);
        // An encoder that comes with the program is the same wherever the program lies.
        run = Make(store, "cce", keep: true);
        Assert.Equal(Path.GetFileName(EncoderFolders.Default()), store.Details(run.Id)!.Environment.Single(v => v.Name == "encoder").Value);
    }

    /// <summary>Equal weights behind another tokenizer or config.json are another encoder: its figures are not those that are stored.
    /// </summary>
    [Theory]
    [InlineData("vocab.txt", "[MASK]\na\n", "[MASK]\nb\n")]
    [InlineData("config.json", "\"num_attention_heads\":2", "\"num_attention_heads\":4")]
    public void Open_EncoderThatReadsOtherwise_IsRefused(string file, string old, string other)
    {
        var folder = Path.Combine(_root, "encoder");
        ToyBert.Write(folder, ToyBert.Letters, positions: 40);
        var store = RunStore.Open(_root);
        var run = Make(store, "cce", keep: true, encoder: folder);
        var before = File.ReadAllText(Path.Combine(folder, file));
        Assert.Contains(old, before, StringComparison.Ordinal);
        // Two pieces change places, or the heads are others.
        var swapped = before.Replace(old, other, StringComparison.Ordinal);
        if (file == "vocab.txt") { swapped = swapped.Replace("##a\nb\n", "##a\na\n", StringComparison.Ordinal); }
        File.WriteAllText(Path.Combine(folder, file), swapped);
        Assert.Contains("reads texts otherwise", Assert.Throws<InvalidDataException>(
            () => RunModel.Open(store, run.Id, null, CPU, _ => { }, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Contains("reads texts otherwise", Assert.Throws<InvalidDataException>(() => Make(store, "cce", keep: true, encoder: folder))
            .Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, file), before);
        Assert.Equal(run.Id, Make(store, "cce", keep: true, encoder: folder).Id);
    }

    [Theory]
    [InlineData("dotnet run -- run --encoder 'my encoders/it'\\''s' --losses cce", "my encoders/it's")]
    [InlineData("dotnet run -- run '--encoder=my encoders/mini' --losses cce", "my encoders/mini")]
    [InlineData("dotnet run -- run --encoder \"my encoders\"", "my encoders")]
    [InlineData("dotnet run -- run --encoders no", null)]
    [InlineData("dotnet run -- run --encoder", null)]
    public void EncoderFlag_OfACommand_IsWhatAShellRead(string command, string? expected) =>
        Assert.Equal(expected, StoredCell.EncoderFlag([.. ShellWord.Split(command)]));

    [SkippableFact]
    public void Open_AnotherEncoder_IsRefused()
    {
        var other = Fixtures.Require("models", "tiny-random-bert");
        var store = RunStore.Open(_root);
        var run = Make(store, "cce", keep: true);
        var fault = Assert.Throws<InvalidDataException>(() => RunModel.Open(store, run.Id, other, CPU, _ => { }, CancellationToken.None));
        Assert.Contains("Name its folder with --encoder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_AnyValues_ComeBackBitByBit()
    {
        var random = Seeds.Source(1, "pack");
        float[] before = [.. Enumerable.Range(0, 5000).Select(_ => (float)random.NextDouble()), float.NaN, 0, -0f];
        float[] after = [.. before.Select(v => v + 1e-4f),];
        after[1] = float.PositiveInfinity;
        after[^1] = 0f;
        var packed = WeightPacking.Pack(after, before);
        Assert.True(packed.Length < after.Length * 3.5);
        var back = WeightPacking.Unpack(new KeptTensor("x", after.Length, packed), before);
        Assert.Equal(after.Select(BitConverter.SingleToUInt32Bits), back.Select(BitConverter.SingleToUInt32Bits));
    }

    // Seconds of -1796 stood in tables after a machine had set its clock.
    [Theory]
    [InlineData(0)]
    [InlineData(-30)]
    [InlineData(45)]
    public void Make_ClockStoppedOrTurned_MeasuresWhatPassed(int minutes)
    {
        var clock = new TurnedClock(minutes);
        var run = Make(RunStore.Open(_root), "cce", keep: false, clock);
        Assert.True(clock.Asked > 0);
        // Began when the clock said so; what follows is what really passed.
        Assert.InRange(run.TrainedAt - run.StartedAt, 0, 600_000);
        Assert.InRange(run.FinishedAt - run.TrainedAt, 0, 600_000);
        Assert.True(run.FinishedAt > run.StartedAt, $"{run.FinishedAt} is not after {run.StartedAt}.");
        Assert.InRange(run.HeardAt, run.StartedAt, run.FinishedAt);
    }

    /// <summary>A clock that is set at each look: stopped, turned back or put forward.</summary>
    private sealed class TurnedClock(int minutes) : TimeProvider
    {
        public int Asked { get; private set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(minutes * Asked++);
    }

    private static RunSummary Make(RunStore store, string loss, bool keep, TimeProvider? clock = null,
        string from = TrainingSettings.UnlabelledFromDataset, string? encoder = null)
    {
        string[] good = ["good", "fine", "nice", "great"], bad = ["bad", "poor", "awful", "sad"];
        var file = Path.Combine(store.Root, "toy.csv");
        Directory.CreateDirectory(store.Root);
        File.WriteAllLines(file,
            ["text,label", .. Enumerable.Range(0, 80)
                .Select(i => $"item {i} is {(i % 2 == 0 ? good : bad)[i / 2 % 4]},{(i % 2 == 0 ? "yes" : "no")}")]);
        var plan = new ExperimentPlan
        {
            Encoder = encoder ?? EncoderFolders.Default(),
            Datasets = [file],
            Losses = [loss],
            Repetitions = 1,
            Settings = new TrainingSettings
            {
                Shots = 8,
                Steps = 5,
                Precision = PrecisionSetting.Fp32,
                KeepWeights = keep,
                UnlabelledFrom = from,
            },
        };
        var experiment = new Experiment(plan, store, DataFolders.Default(null), new TableColumns(), clock ?? TimeProvider.System, "test");
        return experiment.Make(experiment.Cells[0], _ => { }, CancellationToken.None);
    }
}
