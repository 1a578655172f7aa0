using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Evaluation.Transfer;

namespace DmlStudio.Tests.Trainer.Evaluation;

public sealed class TransferTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("transfer-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every task on data made for it: embeddings that hold the answer, so that all that can go wrong is the protocol.</summary>
    [Fact]
    public void Run_EmbeddingsThatHoldTheAnswer_JudgesEveryTaskNearPerfectAndGoesOn()
    {
        Corpora();
        var store = TransferStore.Open(Path.Combine(_folder, "runs"));
        var evaluation = Evaluation(store, Telling);
        evaluation.Run(TransferTasks.All, (_, _) => { }, (_, before) => Assert.False(before), CancellationToken.None);
        var result = store.Find(evaluation.Result.Id)!;
        Assert.Equal(TransferTasks.All.Where(t => t.Key != "subj").Select(t => t.Key), result.Scores.Select(s => s.Task));
        Assert.Equal("subj", Assert.Single(result.Absent).Task);
        Assert.All(result.Scores.Where(s => s.Suite == "senteval" && s.Metrics[0].Name == "accuracy"),
            s => Assert.True(s.Metrics[0].Value > 0.95, $"{s.Task}: {s.Metrics[0].Value}"));
        Assert.All(result.Scores.Where(s => s.Metrics[0].Name.StartsWith("spearman", StringComparison.Ordinal)),
            s => Assert.True(s.Metrics[0].Value > 0.9, $"{s.Task}: {s.Metrics[0].Value}"));
        Assert.Equal(5, result.Scores.Single(s => s.Task == "mr").Parts.Count);
        Assert.All(result.Scores.Single(s => s.Task == "mr").Parts,
            p => Assert.StartsWith("weight decay ", p.Choice, StringComparison.Ordinal));
        Assert.Equal(["accuracy", "f1"], result.Scores.Single(s => s.Task == "mrpc").Metrics.Select(m => m.Name));
        // An unrated pair is left out; the weighted mean counts sets by size.
        var sts = result.Scores.Single(s => s.Task == "sts12");
        Assert.Equal([30, 60], sts.Parts.Select(p => p.Count));
        Assert.Equal((30 * sts.Parts[0].Metrics[0].Value + 60 * sts.Parts[1].Metrics[0].Value) / 90,
            sts.Metrics.Single(m => m.Name == "spearman-weighted").Value, 12);

        // The same again finds all done, with equal numbers; another setting is another result.
        var again = Evaluation(store, (_, _) => throw new InvalidOperationException("Nothing is to be embedded."));
        again.Run(TransferTasks.All, (_, _) => { }, (_, before) => Assert.True(before), CancellationToken.None);
        Assert.NotEqual(result.Id,
            Evaluation(store, Telling, new TransferSettings { Protocol = TransferProtocol.Fast, Seed = 2 }).Result.Id);
    }

    [Fact]
    public void Run_DataOfNoTaskIsThere_IsRefusedAndNothingIsPublished()
    {
        Directory.CreateDirectory(Data);
        var store = TransferStore.Open(Path.Combine(_folder, "runs"));
        var fault = Assert.Throws<InvalidDataException>(() => Evaluation(store, Telling)
            .Run([.. TransferTasks.All.Where(t => t.Key is "mr" or "cr")], (_, _) => { }, (_, _) => { }, CancellationToken.None));
        Assert.Equal($"No task can be judged: senteval/MR, senteval/CR are not below the data folder {Data}. Name the folder that holds "
            + "them with --data or DMLSTUDIO_DATA, or choose other --tasks.", fault.Message);
        Assert.Empty(store.All());
    }

    [Fact]
    public void Run_Interrupted_KeepsWhatWasJudged()
    {
        Corpora();
        var store = TransferStore.Open(Path.Combine(_folder, "runs"));
        using var stop = new CancellationTokenSource();
        var evaluation = Evaluation(store, Telling);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            evaluation.Run(TransferTasks.All, (_, _) => { }, (_, _) => stop.Cancel(), stop.Token));
        Assert.Equal("mr", Assert.Single(store.Find(evaluation.Result.Id)!.Scores).Task);
    }

    // Taken for missing, a day's figures were judged again and written over.
    [Fact]
    public void Evaluation_EarlierResultDamaged_IsNamedAndLeftAsItIs()
    {
        Corpora();
        var store = TransferStore.Open(Path.Combine(_folder, "runs"));
        using var stop = new CancellationTokenSource();
        var evaluation = Evaluation(store, Telling);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            evaluation.Run(TransferTasks.All, (_, _) => { }, (_, _) => stop.Cancel(), stop.Token));
        var file = Path.Combine(_folder, "runs", "transfer", evaluation.Result.Id + ".db");
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
        var message = Assert.Throws<StoreDataException>(() => Evaluation(store, Telling)).Message;
        Assert.StartsWith($"The earlier result of this encoder cannot be gone on with: {file} is damaged", message,
            StringComparison.Ordinal);
        Assert.EndsWith("delete the file, and the same command judges every task again.", message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public void Fit_SameSeed_GivesEqualBitsWhateverTheThreads()
    {
        var random = new Random(3);
        float[] rows = [.. Enumerable.Range(0, 400 * 6).Select(_ => (float)random.NextDouble())];
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => rows[6 * i] + rows[6 * i + 1] > 1 ? 1 : 0)];
        IReadOnlyList<TransferPart> Nested() =>
            new SentEvalClassification(SentEvalProtocol.Fast, rows, 6, labels, 2, 1111, CancellationToken.None).Nested(_ => { });
        var (first, second) = (Nested(), Nested());
        Assert.Equal(first.Select(p => (p.Choice, p.Metrics[0].Value)), second.Select(p => (p.Choice, p.Metrics[0].Value)));
        // Few steps and a counter that is never reset: not perfect, far from chance.
        Assert.All(first, p => Assert.True(p.Metrics[0].Value > 0.75, $"{p.Name}: {p.Metrics[0].Value}"));
    }

    /// <summary>A stochastic step of one row against the derivative of its loss by differences.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_OneRow_MovesAgainstTheSlope(bool adam)
    {
        float[] rows = [0.3f, -0.8f, 0.5f];
        var classifier = new LinearClassifier(rows, 3, 3, adam, 0, new Random(1));
        double Before(int label) => classifier.Grade(0) * label;
        var grade = Before(1);
        classifier.FitDistributions(1, 1, 1, 0, [0, 0, 1], [0], () => classifier.Grade(0), CancellationToken.None);
        Assert.True(classifier.Grade(0) > grade);
    }

    [Fact]
    public void Protocols_AreThoseOfThePublishedSettings()
    {
        Assert.Equal(new SentEvalProtocol(10, Adam: true, Batch: 64, Tenacity: 5, EpochSize: 4), SentEvalProtocol.Literature);
        Assert.Equal(new SentEvalProtocol(5, Adam: false, Batch: 128, Tenacity: 3, EpochSize: 2), SentEvalProtocol.Fast);
        Assert.Equal([1e-5, 1e-4, 1e-3, 1e-2], SentEvalProtocol.Decays);
        Assert.Equal(200, SentEvalProtocol.MostEpochs);
        var standard = new TransferSettings();
        Assert.Equal((TransferProtocol.Literature, PairFeatures.SentEval, 1111L),
            (standard.Protocol, standard.PairFeatures, standard.Seed));
    }

    // The counter of evaluations without gain is never reset: the sixth in all stops, wherever gains stand between them.
    [Theory]
    [InlineData(new double[] { 1, 0, 0, 0, 0, 0, 0, 9 }, 7)]
    [InlineData(new double[] { 1, 1, 0, 0, 2, 2, 3, 0, 0, 9 }, 9)]
    public void Fit_EvaluationsWithoutGain_StopAtTheSixth(double[] evaluations, int asked)
    {
        var classifier = new LinearClassifier([1, 2], 2, 2, true, 0, new Random(1));
        var next = 0;
        classifier.FitDistributions(64, 1, 200, 5, [0, 1], [0], () => evaluations[next++], CancellationToken.None);
        Assert.Equal(asked, next);
    }

    [Fact]
    public void Fit_AlwaysBetter_StopsBehindTheLastEpoch()
    {
        var classifier = new LinearClassifier([1, 2], 2, 2, true, 0, new Random(1));
        var next = 0;
        // The code goes on while no more than 200 epochs are done: with four at a time, 204.
        classifier.FitDistributions(64, 4, 200, 5, [0, 1], [0], () => ++next, CancellationToken.None);
        Assert.Equal(51, next);
    }

    /// <summary>One step on one row of one feature with two labels, by the optimisers' definitions.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_FirstStep_IsTheOptimisersOwn(bool adam)
    {
        // Both optimisers divide the first gradient by its own size: Adam moves by its rate, RMSprop by ten rates (√(1 − 0.99) = 0.1),
        // and the decay is part of the gradient, which it can turn round.
        const double Decay = 1000;
        var classifier = new LinearClassifier([1], 1, 2, adam, Decay, new Random(5));
        var source = new Random(5);
        double[] start = [.. Enumerable.Range(0, 4).Select(_ => (double)(float)(2 * source.NextDouble() - 1))];   // two weights, two biases
        classifier.Fit(new SentEvalProtocol(2, adam, 1, 0, 1), [1], [0], [0], CancellationToken.None);
        var move = adam ? 1e-3 : 0.1;
        // The decay outweighs every slope of a softmax, so each number moves towards 0.
        Assert.All(start, w => Assert.True(Math.Abs(w) * Decay > 1, $"{w}"));
        double[] moved = [.. start.Select(w => w - Math.Sign(w) * move)];
        var difference = moved[1] + moved[3] - moved[0] - moved[2];
        Assert.Equal(1 + 1 / (1 + Math.Exp(-difference)), classifier.Grade(0), 1e-5);
    }

    private TransferEvaluation Evaluation(TransferStore store, FrozenTexts embed, TransferSettings? settings = null) =>
        new(store, new DataFolders(Data, ""),
        settings ?? new TransferSettings { Protocol = TransferProtocol.Fast },
            new TransferResult
            {
                Id = "",
                Encoder = "oracle",
                Checksum = "abc",
                Pooling = "mean",
                Size = 4,
                Settings = [],
                Command = "none"
            },
            embed, TimeProvider.System);

    // "w3 …" stands at angle 3 · 0.25: labels and scores are angles between texts.
    private static float[] Telling(IReadOnlyList<string> texts, CancellationToken interrupt) => [.. texts.SelectMany(t =>
    {
        var angle = 0.25 * int.Parse(t.Split(' ')[0][1..], System.Globalization.CultureInfo.InvariantCulture);
        return new[] { (float)Math.Cos(angle), (float)Math.Sin(angle), (float)Math.Cos(2 * angle), (float)Math.Sin(2 * angle) };
    })];

    private void Corpora()
    {
        void Write(string path, IEnumerable<string> lines)
        {
            var full = Path.Combine(Data, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, string.Join('\n', lines) + "\n");
        }
        IEnumerable<string> Texts(int angle, int count = 60) => Enumerable.Range(0, count).Select(i => $"w{angle} text {i}");
        foreach (var (name, first, second) in new[] { ("MR", "rt-polarity.neg", "rt-polarity.pos"), ("CR", "custrev.neg", "custrev.pos"),
            ("MPQA", "mpqa.neg", "mpqa.pos") })
        {
            Write($"senteval/{name}/{first}", Texts(0));
            Write($"senteval/{name}/{second}", Texts(5));
        }
        foreach (var part in new[] { "train", "dev", "test" })
        {
            Write($"senteval/SST/binary/sentiment-{part}", Texts(0).Select(t => t + "\t0").Concat(Texts(5).Select(t => t + "\t1")));
            Write($"senteval/SST/fine/sentiment-{part}", Enumerable.Range(0, 5)
                .SelectMany(l => Texts(5 * l, 100).Select(t => $"{t}\t{l}")));
        }
        string[] kinds = ["ABBR", "DESC", "ENTY", "HUM", "LOC", "NUM"];
        foreach (var file in new[] { "train_5500.label", "TREC_10.label" })
        {
            Write("senteval/TREC/" + file, kinds.SelectMany((k, l) => Texts(4 * l, 100).Select(t => $"{k}:fine {t}")));
        }
        foreach (var file in new[] { "train", "test" })
        {
            Write($"senteval/MRPC/msr_paraphrase_{file}.txt",
                new[] { "header" }.Concat(Enumerable.Range(0, 120)
                    .Select(i => $"{i % 2}\ta\tb\tw{i % 5} x\tw{i % 5 + (i % 2 == 1 ? 0 : 6)} y")));
        }
        string Pair(int i, Func<int, string> of) => of(i % 6);
        foreach (var file in new[] { "SICK_train", "SICK_trial", "SICK_test_annotated" })
        {
            Write($"sick/{file}.txt",
                new[] { "pair_ID\tsentence_A\tsentence_B\trelatedness_score\tentailment_judgment" }.Concat(Enumerable.Range(0, 180)
                    .Select(i =>
                Pair(i, d => $"{i}\tw{i % 7} x\tw{i % 7 + d} "
                    + $"y\t{5 - 0.8 * d:0.0}\t{(d < 2 ? "ENTAILMENT" : d < 4 ? "NEUTRAL" : "CONTRADICTION")}"))));
        }
        foreach (var part in new[] { "train", "dev", "test" })
        {
            Write($"stsbenchmark/sts-{part}.csv", Enumerable.Range(0, 180)
                .Select(i => Pair(i, d => $"g\tf\ty\t{i}\t{5 - 0.8 * d:0.0}\tw{i % 7} x\tw{i % 7 + d} y")));
        }
        foreach (var year in Enumerable.Range(2012, 5))
        {
            foreach (var (set, count) in new[] { ("a", 30), ("b", 60) })
            {
                Write($"sts/{year}/{set}.test.tsv",
                    new[] { "\tnever\trated" }.Concat(Enumerable.Range(0, count)
                        .Select(i => Pair(i, d => $"{5 - 0.8 * d:0.0}\tw{i % 7} x\tw{i % 7 + d} y"))));
            }
        }
    }
}
