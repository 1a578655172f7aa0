using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DmlStudio.Settings;

namespace DmlStudio.Trainer.Datasets;

/// <summary>The few texts a run trains on and the held-out texts it is judged by.</summary>
/// <param name="Train">Positions in the corpus, in random order.</param>
/// <param name="Test">Positions of the held-out fold, ascending.</param>
internal sealed record FewShotSplit(int[] Train, int[] Test)
{
    /// <summary>Positions of the texts of the training folds that were not drawn, ascending.</summary>
    public int[] Others { get; init; } = [];

    /// <summary>A hash of the held-out positions: runs are compared on equal texts only.</summary>
    public string HeldOut => Hash(Test);

    /// <summary>A hash of the positions that the test was taken from, copies of the sample included, and of how many were asked for:
    /// what runs of other numbers of training texts have in common.</summary>
    public string HeldOutFrom { get; init; } = "";

    /// <summary>Labels without a training text.</summary>
    /// <param name="corpus">The corpus.</param>
    public int[] Untrained(Corpus corpus)
    {
        return [.. Enumerable.Range(0, corpus.Labels.Count).Except(Train.Select(i => corpus.Texts[i].Label))];
    }

    /// <summary>
    /// Draws n texts from the folds other than one, and holds out that fold whole. Texts of the held-out fold that also
    /// stand, normalised, in the sample are left out of the test, so that nothing trained on is tested on.
    /// </summary>
    /// <param name="corpus">The corpus; only its pool is used.</param>
    /// <param name="settings">Number of texts, folds, and how to draw.</param>
    /// <param name="fold">Held-out fold, from 0.</param>
    /// <param name="partition">Random source of the partition: the same for every run that shares folds.</param>
    /// <param name="sampling">Random source of the draw.</param>
    /// <exception cref="InvalidDataException">More texts are asked for than the other folds hold.</exception>
    public static FewShotSplit Draw(Corpus corpus, SplitSettings settings, int fold, Random partition, Random sampling)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fold);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fold, settings.Folds);

        var foldOf = Partition(corpus, settings, partition);
        var pool = Enumerable.Range(0, corpus.PoolCount).Where(i => foldOf[i] != fold && foldOf[i] >= 0).ToArray();
        if (settings.Shots > pool.Length)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"{corpus.Name}: {settings.Shots} training texts were asked for, but the {settings.Folds - 1} training folds hold "
                + $"{pool.Length}. Ask for fewer shots or add texts."));
        }
        var train = settings.Stratified
            ? Stratified(corpus, pool, settings.Shots, sampling)
            : Shuffled(pool, sampling).Take(settings.Shots).ToArray();

        var trained = train.Select(i => TextIdentity.Normalise(corpus.Texts[i].Text, corpus.Texts[i].Pair))
            .ToHashSet(StringComparer.Ordinal);
        int[] from = [.. Enumerable.Range(0, corpus.PoolCount).Where(i => foldOf[i] == fold)];
        var test = from.Where(i =>
            settings.KeepCopies || !trained.Contains(TextIdentity.Normalise(corpus.Texts[i].Text, corpus.Texts[i].Pair)));
        if (settings.TestTexts > 0)
        {
            test = Shuffled([.. test], partition).Take(settings.TestTexts).Order();
        }
        return new FewShotSplit(train, [.. test])
        {
            Others = [.. pool.Except(train).Order()],
            HeldOutFrom = Hash([.. from, settings.TestTexts]),
        };
    }

    /// <summary>Some texts to be read without their labels: those that were not drawn, or those of another corpus. Each normalised text
    /// once, and none that stands in the sample or is tested on.</summary>
    /// <param name="corpus">The corpus that was split.</param>
    /// <param name="from">Where they are taken from; null for the corpus itself.</param>
    /// <param name="most">Texts at most.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>Positions where they are taken from, ascending; fewer than asked for where there are no more.</returns>
    public int[] Unlabelled(Corpus corpus, Corpus? from, int most, Random random)
    {
        static string Identity(Corpus of, int text) => TextIdentity.Normalise(of.Texts[text].Text, of.Texts[text].Pair);
        var seen = Train.Concat(Test).Select(i => Identity(corpus, i)).ToHashSet(StringComparer.Ordinal);
        int[] offered = from is null ? [.. Others] : [.. Enumerable.Range(0, from.Texts.Count)];
        return [.. Shuffled(offered, random).Where(i => seen.Add(Identity(from ?? corpus, i))).Take(most).Order()];
    }

    /// <summary>Positions of the pool that a part of a corpus has, ascending: those that are trained or tested on in any fold.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="part">Which part.</param>
    public static int[] TakingPart(Corpus corpus, CorpusPart part) => [.. Enumerable.Range(0, corpus.PoolCount)
        .Where(i => part == CorpusPart.All || ForSearch(corpus, i) == (part == CorpusPart.Search))];

    private static string Hash(int[] positions) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(positions.AsSpan())))[..16];

    private static int[] Partition(Corpus corpus, SplitSettings settings, Random random)
    {
        var foldOf = new int[corpus.PoolCount];
        Array.Fill(foldOf, -1);
        var all = TakingPart(corpus, settings.Part);
        if (settings.PublishedSeed is { } seed)
        {
            var published = PublishedFolds.Of(corpus.PoolCount, settings.Folds, seed);
            foreach (var i in all) { foldOf[i] = published[i]; }
            return foldOf;
        }
        var groups = settings.Stratified
            ? all.GroupBy(i => corpus.Texts[i].Label).OrderBy(g => g.Key).Select(g => g.ToArray())
            : [all];
        var next = 0;
        foreach (var group in groups)
        {
            foreach (var i in Shuffled(group, random)) { foldOf[i] = next++ % settings.Folds; }
        }
        return foldOf;
    }

    // By the text itself: equal texts stand on one side, whatever corpus, seed or fold.
    private static bool ForSearch(Corpus corpus, int text) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(TextIdentity.Normalise(corpus.Texts[text].Text, corpus.Texts[text].Pair)))[0] % 5 == 0;

    // As even as the count allows; the labels that get one text more are drawn, and a label that runs out passes on.
    private static int[] Stratified(Corpus corpus, int[] pool, int shots, Random random)
    {
        var queues = Shuffled([.. Enumerable.Range(0, corpus.Labels.Count)], random)
            .Select(label => new Queue<int>(Shuffled([.. pool.Where(i => corpus.Texts[i].Label == label)], random)))
            .ToArray();
        var train = new List<int>(shots);
        while (train.Count < shots)
        {
            foreach (var queue in queues)
            {
                if (train.Count < shots && queue.TryDequeue(out var text)) { train.Add(text); }
            }
        }
        return Shuffled([.. train], random);
    }

    private static int[] Shuffled(int[] items, Random random)
    {
        random.Shuffle(items);
        return items;
    }
}
