using DmlStudio.Trainer.Runs;
using TorchSharp;

namespace DmlStudio.Tests.Trainer.Runs;

public sealed class CoreShareTests
{
    private const long Small = 7_000_000, Base = 125_000_000, Gigabyte = 1_000_000_000;
    private static readonly Machine Two = new(2, 20 * Gigabyte, 0, false);
    private static readonly torch.Device Gpu = new(DeviceType.CUDA, 0);
    private static readonly Machine Many = new(64, 500 * Gigabyte, 0, false);

    [Fact]
    public void Of_SmallCells_TakesOneThreadEach()
    {
        Assert.Equal(new CoreShare(2, 1), CoreShare.Of(0, 50, Small, torch.CPU, Two));
        Assert.Equal(new CoreShare(50, 1), CoreShare.Of(0, 50, Small, torch.CPU, Many));
    }

    /// <summary>Threads decide how sums are rounded: they follow from the plan, whatever the machine.</summary>
    [Fact]
    public void Of_SmallCells_RoundsTheSameOnEveryMachine()
    {
        Machine[] machines = [Two, Many, new(1, Gigabyte, 0, false), new(8, 100_000_000, 0, false)];
        Assert.All(machines, m => Assert.Equal(1, CoreShare.Of(0, 10, Small, torch.CPU, m).Threads));
    }

    [Fact]
    public void Of_OneCell_LeavesTheThreadsAlone() => Assert.Equal(new CoreShare(1, 0), CoreShare.Of(0, 1, Small, torch.CPU, Two));

    [Fact]
    public void Of_LargeCells_AreAsManyAsMemoryHolds()
    {
        // 0.6 GB + 11 · 4 · 125 million bytes = 6.1 GB; 0.8 · 20 GB hold two, 0.8 · 10 GB one.
        Assert.Equal(new CoreShare(2, 2), CoreShare.Of(0, 10, Base, torch.CPU, Two with { Cores = 4 }));
        Assert.Equal(new CoreShare(1, 4), CoreShare.Of(0, 10, Base, torch.CPU, new Machine(4, 10 * Gigabyte, 0, false)));
    }

    [Fact]
    public void Of_LittleMemory_MakesOneAtATime() =>
        Assert.Equal(new CoreShare(1, 1), CoreShare.Of(0, 10, Small, torch.CPU, Two with { FreeMemory = 1 }));

    [Fact]
    public void Of_ThreadsThatSomebodySet_AreLeftAlone() =>
        Assert.Equal(new CoreShare(1, 0), CoreShare.Of(0, 10, Small, torch.CPU, Two with { ThreadsAreSet = true }));

    [Fact]
    public void Of_JobsThatSomebodyAskedFor_DivideTheCores()
    {
        Assert.Equal(new CoreShare(4, 16), CoreShare.Of(4, 10, Small, torch.CPU, Many));
        Assert.Equal(new CoreShare(8, 1), CoreShare.Of(8, 10, Small, torch.CPU, Two));
        Assert.Equal(new CoreShare(1, 0), CoreShare.Of(1, 10, Small, torch.CPU, Two));
    }

    [Fact]
    public void Of_Gpus_MakesOneRunOnEach()
    {
        Assert.Equal(new CoreShare(1, 0), CoreShare.Of(0, 10, Small, Gpu, Two with { Gpus = 1 }));
        Assert.Equal(new CoreShare(4, 16), CoreShare.Of(0, 10, Small, Gpu, Many with { Gpus = 4 }));
        Assert.Equal(new CoreShare(2, 32), CoreShare.Of(0, 2, Small, Gpu, Many with { Gpus = 4 }));
    }

    [Fact]
    public void AvailableIn_Meminfo_IsInBytes()
    {
        Assert.Equal(18_874_368_000, Machine.AvailableIn(["MemTotal:       24000000 kB", "MemAvailable:   18432000 kB"]));
        Assert.Null(Machine.AvailableIn(["MemTotal:       24000000 kB"]));
    }

    [Fact]
    public void Here_ThisMachine_HasSomething()
    {
        var here = Machine.Here();
        Assert.True(here.Cores > 0 && here.FreeMemory > 0);
    }
}
