using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Trainer.Evaluation.Transfer;

/// <summary>The tasks, in the order of SentEval's papers.</summary>
internal static class TransferTasks
{
    /// <summary>All tasks.</summary>
    public static IReadOnlyList<TransferTask> All { get; } =
    [
        new("mr", "MR", "senteval", "senteval/MR", i => Nested(i, SentEvalDataset.Mr(i.Folders.SentEval))),
        new("cr", "CR", "senteval", "senteval/CR", i => Nested(i, SentEvalDataset.Cr(i.Folders.SentEval))),
        new("subj", "SUBJ", "senteval", "senteval/SUBJ", i => Nested(i, SentEvalDataset.Subj(i.Folders.SentEval))),
        new("mpqa", "MPQA", "senteval", "senteval/MPQA", i => Nested(i, SentEvalDataset.Mpqa(i.Folders.SentEval))),
        new("sst2", "SST-2", "senteval", "senteval/SST/binary",
            i => Split(i, SentEvalDataset.SstParts(i.Folders.SentEval, fine: false), 2)),
        new("sst5", "SST-5", "senteval", "senteval/SST/fine", i => Split(i, SentEvalDataset.SstParts(i.Folders.SentEval, fine: true), 5)),
        new("trec", "TREC", "senteval", "senteval/TREC", i => Folds(i, SentEvalDataset.Trec(i.Folders.SentEval))),
        new("mrpc", "MRPC", "senteval", "senteval/MRPC", i => Folds(i, SentEvalDataset.Mrpc(i.Folders.SentEval))),
        new("sick-e", "SICK-E", "senteval", "sick", Entailment),
        new("sick-r", "SICK-R", "senteval", "sick", i => Relatedness(i, PairTable.Read("sick", i.Folders))),
        new("sts-b", "STS-B", "senteval", "stsbenchmark", i => Relatedness(i, PairTable.Read("stsb", i.Folders))),
        .. Enumerable.Range(12, 5).Select(y => FormattableString.Invariant($"sts{y}"))
            .Select(y => new TransferTask(y, y.ToUpperInvariant(), "sts", "sts/20" + y[3..], i => Cosine(i, PairTable.Read(y, i.Folders)))),
        new("sts-b-cosine", "STS-B", "sts", "stsbenchmark", i => Cosine(i, PairTable.Read("stsb", i.Folders))),
        new("sick-r-cosine", "SICK-R", "sts", "sick", i => Cosine(i, PairTable.Read("sick", i.Folders))),
    ];

    // The sets of each year that papers report; STS 2013's SMT is not free and is left out by all.
    private static readonly Dictionary<string, string[]> Sets = new(StringComparer.Ordinal)
    {
        ["sts12"] = ["MSRpar", "MSRvid", "SMTeuroparl", "OnWN", "SMTnews"],
        ["sts13"] = ["FNWN", "headlines", "OnWN"],
        ["sts14"] = ["deft-forum", "deft-news", "headlines", "OnWN", "images", "tweet-news"],
        ["sts15"] = ["answers-forums", "answers-students", "belief", "headlines", "images"],
        ["sts16"] = ["answer-answer", "headlines", "plagiarism", "postediting", "question-question"],
    };

    private static TransferScore Nested(TransferTask.Input input, Corpus corpus)
    {
        // Sorted by length, then label, as SentEval has them before it draws its folds.
        var texts = corpus.Texts.OrderBy(t => t.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length)
            .ThenBy(t => t.Label).ToArray();
        var parts = Classifier(input, input.Embed([.. texts.Select(t => t.Text)], input.Interrupt), input.Size,
            [.. texts.Select(t => t.Label)], corpus.Labels.Count).Nested(input.Progress);
        var mean = SentEvalClassification.Rounded(parts.Average(p => p.Metrics[0].Value));
        return input.Score(FormattableString.Invariant($"{parts.Count} outer folds, weight decay chosen within each"), texts.Length,
            texts.Length, [new("accuracy", mean)], parts);
    }

    private static TransferScore Folds(TransferTask.Input input, Corpus corpus)
    {
        var (features, width) = corpus.Texts[0].Pair is null
            ? (input.Embed([.. corpus.Texts.Select(t => t.Text)], input.Interrupt), input.Size)
            : Pairs(input, [.. corpus.Texts.Select(t => (t.Text, t.Pair!))]);
        int[] labels = [.. corpus.Texts.Select(t => t.Label)], test = Range(corpus.PoolCount, corpus.Texts.Count);
        var (predicted, choice) = Classifier(input, features, width, labels, corpus.Labels.Count).Folds(Range(0, corpus.PoolCount), test);
        return Judged(input, FormattableString.Invariant(
            $"weight decay by {input.Protocol.Folds} folds of the training part, official test part"), corpus.PoolCount,
                [.. test.Select(t => labels[t])], predicted, choice, f1: corpus.Name == "mrpc");
    }

    private static TransferScore Split(TransferTask.Input input, (LabelledText[] Train, LabelledText[] Dev, LabelledText[] Test) data,
        int classes)
    {
        LabelledText[] all = [.. data.Train, .. data.Dev, .. data.Test];
        return Parts(input, input.Embed([.. all.Select(t => t.Text)], input.Interrupt), input.Size, [.. all.Select(t => t.Label)],
            classes, data.Train.Length, data.Dev.Length);
    }

    private static TransferScore Entailment(TransferTask.Input input)
    {
        var sick = PairTable.Read("sick", input.Folders);
        ScoredPair[] all = [.. sick.Train, .. sick.Dev, .. sick.Test[0].Value];
        var (features, width) = Pairs(input, [.. all.Select(p => (p.First, p.Second))]);
        return Parts(input, features, width, [.. all.Select(p => p.Label)], 3, sick.Train.Count, sick.Dev.Count);
    }

    private static TransferScore Parts(TransferTask.Input input, float[] features, int width, int[] labels, int classes, int train, int dev)
    {
        var test = Range(train + dev, labels.Length);
        var (predicted, choice) = Classifier(input, features, width, labels, classes)
            .Split(Range(0, train), Range(train, train + dev), test);
        return Judged(input, "weight decay and stop by the development part, official test part", train, [.. test.Select(t => labels[t])],
            predicted, choice, f1: false);
    }

    private static TransferScore Judged(TransferTask.Input input, string scheme, int train, int[] gold, int[] predicted, string choice,
        bool f1)
    {
        var metrics = new List<TransferMetric> { new("accuracy",
            SentEvalClassification.Rounded(gold.Zip(predicted).Count(p => p.First == p.Second) / (double)gold.Length)) };
        if (f1)
        {
            var both = gold.Zip(predicted).Count(p => p is { First: 1, Second: 1 });
            metrics.Add(new("f1", SentEvalClassification.Rounded(2.0 * both
                / Math.Max(1, gold.Count(g => g == 1) + predicted.Count(p => p == 1)))));
        }
        return input.Score(scheme, train, gold.Length, metrics, [new TransferPart("test", gold.Length, choice, metrics)]);
    }

    /// <summary>SICK-R and STS-B: a distribution over the grades 1 to 5 is learnt; its mean is the answer.</summary>
    private static TransferScore Relatedness(TransferTask.Input input, PairCorpus corpus)
    {
        const int Grades = 5;
        ScoredPair[] all = [.. corpus.Train, .. corpus.Dev, .. corpus.Test[0].Value];
        var (features, width) = Pairs(input, [.. all.Select(p => (p.First, p.Second))]);
        var targets = new float[all.Length * Grades];
        for (var i = 0; i < all.Length; i++)
        {
            // Shared between the two neighbouring grades; below 1, as the STS benchmark has it, a part is lost: so is the code.
            var floor = (int)Math.Floor(all[i].Score);
            for (var grade = 1; grade <= Grades; grade++)
            {
                targets[i * Grades + grade - 1] =
                    (float)(grade == floor + 1 ? all[i].Score - floor : grade == floor ? floor - all[i].Score + 1 : 0);
            }
        }
        int[] train = Range(0, corpus.Train.Count), dev = Range(train.Length, train.Length + corpus.Dev.Count),
            test = Range(train.Length + dev.Length, all.Length);
        var classifier = new LinearClassifier(features, width, Grades, adam: true, decay: 0,
            Seeds.Source(input.Settings.Seed, "relatedness"));
        double[] Gold(int[] rows) => [.. rows.Select(r => all[r].Score)];
        double[] Found(int[] rows) => [.. rows.Select(classifier.Grade)];
        classifier.FitDistributions(64, 50, 1000, 3, targets, train, () => Correlations.Pearson(Found(dev), Gold(dev)), input.Interrupt);
        var metrics = Correlations.Of(Found(test), Gold(test));
        var error = new TransferMetric("mse", Found(test).Zip(Gold(test)).Average(p => (p.First - p.Second) * (p.First - p.Second)));
        return input.Score("grades learnt from |u−v| and u∘v, stopped by the development part", train.Length, test.Length,
            [.. metrics, error], [new TransferPart("test", test.Length, "", metrics)]);
    }

    /// <summary>Cosines of the frozen embeddings against what people said; nothing is trained.</summary>
    private static TransferScore Cosine(TransferTask.Input input, PairCorpus corpus)
    {
        var parts = new List<TransferPart>();
        var (every, said) = (new List<double>(), new List<double>());
        foreach (var (name, pairs) in corpus.Test)
        {
            var rows = input.Embed([.. pairs.SelectMany(p => new[] { p.First, p.Second })], input.Interrupt);
            double[] cosines = [.. pairs.Select((_, i) =>
                Correlations.Cosine(rows.AsSpan(2 * i * input.Size, input.Size), rows.AsSpan((2 * i + 1) * input.Size, input.Size)))];
            double[] gold = [.. pairs.Select(p => p.Score)];
            parts.Add(new TransferPart(name, pairs.Count, "", Correlations.Of(cosines, gold)));
            every.AddRange(cosines);
            said.AddRange(gold);
            input.Progress(parts.Count / (double)corpus.Test.Count);
        }
        var count = parts.Sum(p => p.Count);
        double Mean(int metric) => parts.Average(p => p.Metrics[metric].Value);
        double Weighted(int metric) => parts.Sum(p => p.Count * p.Metrics[metric].Value) / count;
        IReadOnlyList<TransferMetric> metrics = parts.Count == 1 ? parts[0].Metrics
            : [new("spearman-mean", Mean(0)), new("spearman-weighted", Weighted(0)), new("pearson-mean", Mean(1)),
                new("pearson-weighted", Weighted(1)),
                .. Correlations.Of([.. every], [.. said]).Select(m => m with { Name = m.Name + "-all-pairs" })];
        var missing = Sets.GetValueOrDefault(corpus.Name, []).Except(corpus.Test.Select(t => t.Key)).ToArray();
        return input.Score("cosine of the embeddings, nothing trained"
            + (missing.Length == 0 ? ""
                : $"; without {string.Join(", ", missing)}, which {(missing.Length == 1 ? "is" : "are")} not there"), 0, count, metrics,
                    parts);
    }

    private static SentEvalClassification Classifier(TransferTask.Input input, float[] features, int width, int[] labels, int classes) =>
        new(input.Protocol, features, width, labels, classes, input.Settings.Seed, input.Interrupt);

    // |u−v| and u∘v, or u, v, |u−v| and u∘v.
    private static (float[] Features, int Width) Pairs(TransferTask.Input input, IReadOnlyList<(string First, string Second)> pairs)
    {
        var rows = input.Embed([.. pairs.SelectMany(p => new[] { p.First, p.Second })], input.Interrupt);
        var d = input.Size;
        var whole = input.Settings.PairFeatures == PairFeatures.WithBoth;
        var width = whole ? 4 * d : 2 * d;
        var features = new float[(long)pairs.Count * width];
        for (var i = 0; i < pairs.Count; i++)
        {
            ReadOnlySpan<float> u = rows.AsSpan(2 * i * d, d), v = rows.AsSpan((2 * i + 1) * d, d);
            var into = features.AsSpan(i * width, width);
            if (whole)
            {
                u.CopyTo(into);
                v.CopyTo(into[d..]);
                into = into[(2 * d)..];
            }
            for (var k = 0; k < d; k++) { (into[k], into[d + k]) = (Math.Abs(u[k] - v[k]), u[k] * v[k]); }
        }
        return (features, width);
    }

    private static int[] Range(int from, int to) => [.. Enumerable.Range(from, to - from)];
}
