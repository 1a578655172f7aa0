using CsCheck;
using DmlStudio.Trainer.Slurm;

namespace DmlStudio.Tests.Trainer.Slurm;

public sealed class TaskPlanTests
{
    private static readonly Gen<double[]> Cells = Gen.Double[0.1, 100].Array[1, 60];

    /// <summary>Seven cells of 10 seconds, 30 seconds a task: three tasks, and nobody could do with two.</summary>
    [Fact]
    public void Of_EqualCells_FillTheTime()
    {
        var plan = TaskPlan.Of([10, 10, 10, 10, 10, 10, 10], 30, 1);
        Assert.Equal([[0, 3, 6], [1, 4], [2, 5]], plan.Tasks);
        Assert.Equal([30, 20, 20], plan.Seconds);
    }

    /// <summary>Two at a time: cells of 10 and 20 take at most 15 seconds each of two jobs, and 10 more for the longest.</summary>
    [Fact]
    public void Of_TwoAtATime_CountsTheLongestOnceMore()
    {
        var plan = TaskPlan.Of([10, 20], 25, 2);
        Assert.Equal([25], plan.Seconds);
        Assert.Equal(2, TaskPlan.Of([10, 20], 24.9, 2).Tasks.Count);
    }

    [Fact]
    public void Of_CellLongerThanTheTime_HasATaskOfItsOwn()
    {
        var plan = TaskPlan.Of([5, 100, 5], 10, 1);
        Assert.Equal([[1], [0, 2]], plan.Tasks);
        Assert.Equal(1, plan.TooLong(10));
    }

    [Fact]
    public void Of_NoCells_HasNoTasks() => Assert.Empty(TaskPlan.Of([], 10, 1).Tasks);

    /// <summary>Whatever the cells: each is in exactly one task, and tasks of several keep to the time. One at a time, there are never more
    /// tasks than twice what could hold the work: where the mean is half the time, the largest-first rule fits, since the last cell of a
    /// task is no longer than what lay in it before.</summary>
    [Fact]
    public void Of_AnyCells_EachOnceAndInTime() => Gen.Select(Cells, Gen.Double[20, 300], Gen.Int[1, 4]).Sample((seconds, budget, jobs) =>
    {
        var plan = TaskPlan.Of(seconds, budget, jobs);
        Assert.Equal(Enumerable.Range(0, seconds.Length), plan.Tasks.SelectMany(t => t).Order());
        Assert.All(plan.Tasks, t => Assert.Equal(t.Order(), t));
        Assert.All(plan.Tasks.Zip(plan.Seconds), t => Assert.True(t.First.Length == 1 || t.Second <= budget));
        var single = TaskPlan.Of(seconds, budget, 1);
        Assert.True(single.Tasks.Count - single.TooLong(budget) <= Math.Ceiling(2 * seconds.Where(s => s <= budget).Sum() / budget));
    }, iter: 500, threads: 1);

    /// <summary>The plan of a table: 40 losses, 8 datasets, 3 shots, 10 draws, and some more to 10,000 cells.</summary>
    [Fact]
    public void Of_TenThousandCells_HasAFewHundredTasksAndASmallScript()
    {
        double[] seconds = [.. Enumerable.Range(0, 10_000).Select(i => 2.0 + (i % 40))];
        var plan = TaskPlan.Of(seconds, 3000, 1);
        // 215,000 seconds in tasks of 3,000.
        Assert.Equal(72, plan.Tasks.Count);
        Assert.True(plan.Seconds.Max() <= 3000);
        var lines = JobFolder.Lines(plan.Tasks.Select(t => t.Select(i => $"r-{i:x16}")));
        Assert.Equal(10_000 * "r-0123456789abcdef ".Length, lines.Length);
        var script = JobScript.Of(new SlurmSettings(), "table", "/data/runs/slurm/table", "/data",
            ["trainer", "run", "table.yaml"], "/data/runs");
        Assert.InRange(script.Length, 500, 2000);
    }
}
