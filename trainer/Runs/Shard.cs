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
        // The largest first, each to the share that has least so far; equal ones by place. Nothing is measured: machines differ.
        var load = new double[Count];
        var shares = new int[cells.Count];
        foreach (var at in Enumerable.Range(0, cells.Count).OrderByDescending(c => Cost(cells[c])).ThenBy(c => c))
        {
            var least = Array.IndexOf(load, load.Min());
            shares[at] = least;
            load[least] += Cost(cells[at]);
        }
        return [.. cells.Where((_, at) => shares[at] == Index - 1)];
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
