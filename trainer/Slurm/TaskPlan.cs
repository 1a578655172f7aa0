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
        var (low, high) = ((int)Math.Clamp(Math.Ceiling(seconds.Sum() / (budget * jobs)), 1, seconds.Count), seconds.Count);
        // One cell a task always fits; the fewest tasks are looked for below.
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Fits(Divided(seconds, middle), seconds, budget, jobs)) { high = middle; } else { low = middle + 1; }
        }
        var tasks = Divided(seconds, high);
        return new TaskPlan(tasks, [.. tasks.Select(t => Bound(t, seconds, jobs))]);
    }

    /// <summary>Number of tasks whose one cell takes longer than the time.</summary>
    /// <param name="budget">Time of a task.</param>
    public int TooLong(double budget) => Seconds.Count(s => s > budget);

    private static bool Fits(IReadOnlyList<int[]> tasks, IReadOnlyList<double> seconds, double budget, int jobs) =>
        tasks.All(t => t.Length == 1 || Bound(t, seconds, jobs) <= budget);

    private static int[][] Divided(IReadOnlyList<double> seconds, int count)
    {
        var shares = Shard.Divide(seconds, count);
        // A cell of no time at all leaves shares empty.
        return [.. Enumerable.Range(0, seconds.Count).GroupBy(c => shares[c]).OrderBy(g => g.Key).Select(g => g.ToArray())];
    }

    private static double Bound(int[] task, IReadOnlyList<double> seconds, int jobs)
    {
        var (sum, longest) = (task.Sum(c => seconds[c]), task.Max(c => seconds[c]));
        return task.Length == 1 ? sum : sum / jobs + (longest * (jobs - 1) / jobs);
    }
}
