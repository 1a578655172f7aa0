namespace DmlStudio.Trainer.Benchmarks;

/// <summary>Times several pieces of work in turns, so that whatever else the machine does falls on all alike.</summary>
internal static class Turns
{
    /// <summary>Times of each piece of work, sorted, after one turn that does not count.</summary>
    /// <param name="rounds">Turns that count, at least 1.</param>
    /// <param name="interrupt">Stops between pieces.</param>
    /// <param name="work">Pieces; each gives the seconds that it counts for one turn.</param>
    /// <returns>For each piece its seconds, ascending, [rounds].</returns>
    public static double[][] Seconds(int rounds, CancellationToken interrupt, params IReadOnlyList<Func<double>> work)
    {
        var found = work.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var w = 0; w < work.Count; w++)
            {
                interrupt.ThrowIfCancellationRequested();
                var seconds = work[w]();
                if (round >= 0) { found[w][round] = seconds; }
            }
        }
        foreach (var times in found) { Array.Sort(times); }
        return found;
    }

    /// <summary>The middle of sorted times; of an even number the mean of the two in the middle.</summary>
    /// <param name="sorted">Times, ascending, at least one.</param>
    public static double Median(double[] sorted)
    {
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
