using System.Globalization;
using DmlStudio.Trainer.Training;

namespace DmlStudio.Trainer.Runs;

/// <summary>A share of the cells of an experiment, for one of several machines: by index alone, without a lock, so that shards need
/// not see each other. Every machine computes the same division from the same command.</summary>
/// <param name="Index">Which share, from 1.</param>
/// <param name="Count">Number of shares.</param>
internal sealed record Shard(int Index, int Count)
{
    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="InvalidDataException">Not of that form.</exception>
    public static Shard Parse(string text)
    {
        return text.Split('/') is [var i, var n]
            && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index >= 1 && index <= count
                ? new Shard(index, count)
                : throw new InvalidDataException(
                    $"--shard is \"{text}\"; expected i/n, share i of n, with i from 1 to n, such as 1/4. A counter from 0 needs 1 more.");
    }

    /// <summary>Its cells, in the order of the plan.</summary>
    /// <param name="cells">All cells of the plan.</param>
    public TrainingCell[] Of(IReadOnlyList<TrainingCell> cells)
    {
        var shares = Divide([.. cells.Select(Cost)], Count);
        return [.. cells.Where((_, at) => shares[at] == Index - 1)];
    }

    /// <summary>The share of each of several costs, from 0: the largest first, each to the share that has least so far, equal ones by
    /// place. Nothing is measured, since machines differ.</summary>
    /// <param name="costs">Costs, 0 or more.</param>
    /// <param name="count">Number of shares, from 1.</param>
    public static int[] Divide(IReadOnlyList<double> costs, int count)
    {
        var shares = new int[costs.Count];
        var load = new PriorityQueue<int, (double Load, int Share)>(Enumerable.Range(0, count).Select(s => (s, (0.0, s))));
        foreach (var at in Enumerable.Range(0, costs.Count).OrderByDescending(c => costs[c]).ThenBy(c => c))
        {
            load.TryPeek(out var least, out var so);
            shares[at] = least;
            load.DequeueEnqueue(least, (so.Load + costs[at], least));
        }
        return shares;
    }

    /// <summary>Passes of one text through the encoder, a step counting three (forward, and backward twice as long).</summary>
    internal static double Cost(TrainingCell cell)
    {
        var settings = cell.Settings;
        var trained = 3.0 * cell.Steps * Math.Min(settings.BatchSize, Math.Max(1, settings.Shots));
        var pool = cell.Corpus.Source.Texts.Count;
        var read = settings.TestTexts > 0 ? Math.Min(settings.TestTexts, pool) : pool / Math.Max(1, settings.Folds);
        return trained + read + settings.Explain * (double)settings.Masks;
    }
}
