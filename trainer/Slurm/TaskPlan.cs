using DmlStudio.Trainer.Runs;

namespace DmlStudio.Trainer.Slurm;

/// <summary>Which cells each task of an array makes: as few tasks as hold them all in the time, since a start costs more than a small
/// cell.</summary>
/// <param name="Tasks">Places of the cells of each task, ascending; every cell is in one task.</param>
/// <param name="Seconds">How long each task takes at most, by estimate.</param>
internal sealed record TaskPlan(IReadOnlyList<int[]> Tasks, IReadOnlyList<double> Seconds)
{
    /// <summary>Packs cells.</summary>
    /// <param name="seconds">Estimated time of each cell.</param>
    /// <param name="budget">Time of a task, above 0; only a cell that takes longer by itself exceeds it, in a task of its own.</param>
    /// <param name="jobs">Cells that a task makes at a time, from 1.</param>
    /// <remarks>The largest first, each to the task that has least. A task of several cells takes at most their sum over the jobs, and the
    /// longest for what is left of a job: Graham's bound for any order.</remarks>
    public static TaskPlan Of(IReadOnlyList<double> seconds, double budget, int jobs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(jobs);
        if (seconds.Count == 0) { return new TaskPlan([], []); }
        int[] late = [.. Enumerable.Range(0, seconds.Count).Where(c => seconds[c] > budget)];
        int[] rest = [.. Enumerable.Range(0, seconds.Count).Where(c => seconds[c] <= budget)];
        int[][] tasks = [.. late.Select(c => new[] { c }), .. Packed(rest, seconds, budget, jobs)];
        return new TaskPlan(tasks, [.. tasks.Select(t => Bound(t, seconds, jobs))]);
    }

    /// <summary>Number of tasks whose one cell takes longer than the time.</summary>
    /// <param name="budget">Time of a task.</param>
    public int TooLong(double budget) => Seconds.Count(s => s > budget);

    private static int[][] Packed(int[] cells, IReadOnlyList<double> seconds, double budget, int jobs)
    {
        var (low, high) = ((int)Math.Clamp(Math.Ceiling(cells.Sum(c => seconds[c]) / (budget * jobs)), Math.Min(1, cells.Length),
            cells.Length), cells.Length);
        // One cell a task always fits; the fewest tasks are looked for below.
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Divided(cells, seconds, middle).All(t => t.Length == 1 || Bound(t, seconds, jobs) <= budget)) { high = middle; }
            else { low = middle + 1; }
        }
        return high == 0 ? [] : Divided(cells, seconds, high);
    }

    private static int[][] Divided(int[] cells, IReadOnlyList<double> seconds, int count)
    {
        var shares = Shard.Divide([.. cells.Select(c => seconds[c])], count);
        // Cells of no time at all leave shares empty.
        return [.. cells.Zip(shares).GroupBy(c => c.Second, c => c.First).OrderBy(g => g.Key).Select(g => g.ToArray())];
    }

    private static double Bound(int[] task, IReadOnlyList<double> seconds, int jobs)
    {
        var (sum, longest) = (task.Sum(c => seconds[c]), task.Max(c => seconds[c]));
        return task.Length == 1 ? sum : sum / jobs + (longest * (jobs - 1) / jobs);
    }
}
