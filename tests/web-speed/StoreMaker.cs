using System.Diagnostics;
using DmlStudio.Records;
using DmlStudio.Store;

namespace DmlStudio.WebSpeed;

/// <summary>Writes runs of a <see cref="StoreShape"/> through the store's own writer: the files are real, their figures drawn by
/// chance.</summary>
/// <param name="store">Folder to fill.</param>
internal sealed class StoreMaker(RunStore store)
{
    private const int Texts = 1500, HeldOut = 300, HeldOutUnseen = 60, HeldOutWide = 10_000, Steps = 120, Words = 14;
    private static readonly string[] Rules = ["head", "centroid", "neighbours", "logistic"];

    private static readonly string[] Figures =
        ["accuracy", "macro-f1", "weighted-f1", "balanced-accuracy", "mcc", "kappa", "nll", "ece", "brier", "accuracy-near",
            "accuracy-far", "accuracy-short", "accuracy-long"];

    private static readonly string[] OfTheSpace =
        ["recall-at-1", "recall-at-2", "recall-at-4", "recall-at-8", "r-precision", "map-at-r", "map", "mrr", "nmi", "silhouette",
            "class-separation", "alignment", "uniformity"];

    /// <summary>Makes a folder whole; runs that are there stay.</summary>
    public void Make(StoreShape shape)
    {
        foreach (var (name, labels) in StoreShape.Datasets) { store.PublishTexts(Set(name, labels, Texts)); }
        store.PublishTexts(Set(StoreShape.Wide, StoreShape.WideCell.Labels, HeldOutWide));
        var there = store.Runs().Where(r => r.Status == RunStatus.Done).Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var cells = shape.Cells().Select((c, i) => (Cell: c, Place: i)).Where(c => !there.Contains(c.Cell.Id)).ToArray();
        if (!there.Contains(StoreShape.WideCell.Id)) { Add(StoreShape.WideCell, 1_000_000); }
        Parallel.ForEach(cells, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, c => Add(c.Cell, c.Place));
    }

    /// <summary>Publishes one more run, as a trainer beside the browser does.</summary>
    /// <param name="number">Which <see cref="StoreShape.Further"/> one.</param>
    /// <returns>When it was there, as a time stamp of <see cref="Stopwatch"/>; what belongs to it may come later.</returns>
    public long AddOne(int number) => Add(StoreShape.Further(number), 100_000 + number);

    /// <summary>Removes a run, if it is there.</summary>
    public void Remove(string id)
    {
        var folder = Path.Combine(store.Root, "runs", id[2..4], id);
        if (Directory.Exists(folder)) { Directory.Delete(folder, recursive: true); }
    }

    private static TextSet Set(string dataset, int labels, int texts) => new(dataset, StoreShape.Hash(dataset),
        [.. Enumerable.Range(0, labels).Select(l => FormattableString.Invariant($"{dataset} label {l}"))],
        [.. Enumerable.Range(0, texts).Select(i => new TextRecord(FormattableString.Invariant($"{dataset}-{i:x8}"),
            FormattableString.Invariant($"text number {i} of the set {dataset} says a few words that differ little from one to the next"),
            null, i % labels))]);

    private long Add(StoreShape.Cell cell, int place)
    {
        var random = new Random(place);
        var count = cell == StoreShape.WideCell ? HeldOutWide : cell.Shown ? HeldOut : HeldOutUnseen;
        var (predictions, right) = Predict(random, cell, count);
        using var writer = store.Claim(cell.Id);
        if (cell.Shown) { writer.PublishNeighbours(Neighbours(random, cell.Shots, count)); }
        writer.Finish(Summary(random, cell, place, count, right), Details(random, predictions));
        var published = Stopwatch.GetTimestamp();
        if (!cell.Shown) { return published; }
        writer.Publish(new TextDistances(Some(random, count), Some(random, count), Some(random, count),
            [.. Enumerable.Range(0, count).Select(_ => random.Next(8, 40))]));
        // Cross-entropy and the second loss, three draws of each dataset.
        if (cell.Repetition < 3 && place / StoreShape.Draws % 10 < 2) { writer.PublishExplanations([.. Explained(random, predictions)]); }
        return published;
    }

    private static (Predictions Predictions, double Right) Predict(Random random, StoreShape.Cell cell, int count)
    {
        // Folds hold out different texts, five of them one after the other.
        int[] index = [.. Enumerable.Range(0, count).Select(i => cell.Repetition % 5 * (Texts / 5) + i)];
        int[] gold = [.. index.Select(i => i % cell.Labels)];
        var chance = 0.55 + 0.3 * random.NextDouble();
        var rules = Rules.Select(name =>
        {
            int[] said = [.. gold.Select(g => random.NextDouble() < chance ? g : random.Next(cell.Labels))];
            return new RulePredictions(name, said, [.. said.SelectMany(s => Probabilities(random, s, cell.Labels))]);
        }).ToArray();
        return (new Predictions(index, gold, rules, Some(random, count), Some(random, count)),
            rules[0].Predicted.Zip(gold).Count(p => p.First == p.Second) / (double)count);
    }

    private static float[] Probabilities(Random random, int said, int labels)
    {
        var most = 1f / labels + (float)(random.NextDouble() * (1 - 1.0 / labels));
        var rest = (1 - most) / Math.Max(1, labels - 1);
        return [.. Enumerable.Range(0, labels).Select(l => l == said ? most : rest)];
    }

    private static float[] Some(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];

    private static RunSummary Summary(Random random, StoreShape.Cell cell, int place, int count, double right)
    {
        var started = 1_750_000_000_000 + place * 60_000L;
        return new RunSummary
        {
            Id = cell.Id,
            Configuration = cell.Configuration,
            Experiment = FormattableString.Invariant($"{cell.Encoder}-{cell.Shots}"),
            Dataset = cell.Dataset,
            Corpus = StoreShape.Hash(cell.Dataset),
            Content = StoreShape.Hash("content/" + cell.Dataset),
            Labels = [.. Enumerable.Range(0, cell.Labels).Select(l => FormattableString.Invariant($"{cell.Dataset} label {l}"))],
            Loss = cell.Loss,
            LossTitle = cell.Title,
            Family = cell.Family,
            Encoder = cell.Encoder,
            EncoderChecksum = StoreShape.Hash(cell.Encoder),
            Shots = cell.Shots,
            Fold = cell.Repetition % 5,
            Folds = 5,
            Repetition = cell.Repetition,
            Seed = 1,
            HeldOut = StoreShape.Hash(FormattableString.Invariant($"{cell.Dataset}/{cell.Repetition}"))[..16],
            Status = RunStatus.Done,
            StartedAt = started,
            HeardAt = started + 50_000,
            TrainedAt = started + 45_000,
            FinishedAt = started + 50_000,
            Step = Steps,
            Steps = Steps,
            TestCount = count,
            Metrics = [.. Rules.SelectMany(r => Figures.Select(f => new MetricValue(r, f,
                    f == "accuracy" && r == Rules[0] ? right : random.NextDouble()))),
                .. OfTheSpace.Select(f => new MetricValue("embedding", f, random.NextDouble()))],
        };
    }

    private static RunDetails Details(Random random, Predictions predictions)
    {
        float[] curve = [.. Enumerable.Range(0, Steps).Select(i => 3f / (1 + i))];
        return new RunDetails
        {
            Settings = [.. Enumerable.Range(0, 40).Select(i => new SettingValue("training", FormattableString.Invariant($"setting-{i}"),
                FormattableString.Invariant($"{i}"), FormattableString.Invariant($"{i}")))],
            Environment = [new SettingValue("environment", "device", "cpu", "")],
            Command = "dotnet run -c Release --project trainer -- run synthetic.yaml",
            Curve = new TrainingCurve(curve, curve, curve, curve, curve),
            Predictions = predictions,
            Space = new Space(Some(random, 2 * predictions.Count), [1, 2], [0], [0], [], [], [], [.5f, .25f]),
        };
    }

    private static RunNeighbours Neighbours(Random random, int shots, int count)
    {
        int[] train = [.. Enumerable.Range(0, shots).Select(i => Texts - 1 - i)];
        return new RunNeighbours(train, new NearestRows(shots,
            [.. Enumerable.Range(0, count).SelectMany(_ => Enumerable.Range(0, shots))],
            [.. Enumerable.Range(0, count).SelectMany(_ => Some(random, shots).OrderDescending())]), [], null);
    }

    private static IEnumerable<Explanation> Explained(Random random, Predictions predictions) =>
        from i in Enumerable.Range(0, 12)
        from method in new[] { ("lime", "captum"), ("leave-one-out", "mask"), ("integrated-gradients", "pad") }
        from target in new[] { "probability", "log-odds" }
        select new Explanation
        {
            TextIndex = predictions.TextIndex[i],
            Method = method.Item1,
            Profile = method.Item2,
            Target = target,
            Label = predictions.Rules[0].Predicted[i],
            Words = [.. Enumerable.Range(0, Words).Select(w => new WordWeight(w * 5, w * 5 + 4, random.NextDouble() - 0.5))],
            Intercept = 0,
            RSquared = 0.9,
            NoiseFloor = 0.05,
            Kkt = 0,
            ValueAtText = 0.9,
            ValueAllAbsent = 0.5,
            ForwardPasses = 100,
            Settings = [],
        };
}
