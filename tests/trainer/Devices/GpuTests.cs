using DmlStudio.Settings;
using DmlStudio.Store;
using DmlStudio.Tests.Trainer.Commands;
using DmlStudio.Trainer.Datasets;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Runs;

namespace DmlStudio.Tests.Trainer.Devices;

/// <summary>What must hold on a GPU; the processor takes the same tests, so that they are known to run.</summary>
[Collection(OneRandomSource.Name)]
[Trait("Category", "Gpu")]
public sealed class GpuTests : IDisposable
{
    private const string NoGpu = "No GPU here that this build's libtorch can use: docs/usage.md says how to build for one.";
    private readonly string _root = Directory.CreateTempSubdirectory("gpu-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SkippableTheory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void Run_SameCellTwice_HasEqualBits(string device)
    {
        Skip.If(device == "cuda" && DeviceChoice.Count == 0, NoGpu);
        Make("once", device);
        Make("again", device);
        StoredBits.Same(Path.Combine(_root, "once"), Path.Combine(_root, "again"));
    }

    /// <summary>Another device rounds differently; a few texts near a boundary may change sides.</summary>
    [SkippableTheory]
    [InlineData("cpu")]
    [InlineData("cuda")]
    public void Run_CellOfTheProcessor_HasNearlyItsAccuracy(string device)
    {
        Skip.If(device == "cuda" && DeviceChoice.Count == 0, NoGpu);
        Assert.InRange(Make("there", device) - Make("here", "cpu"), -0.05, 0.05);
    }

    [SkippableTheory]
    [InlineData("cpu", 1)]
    [InlineData("cuda", 1000)]
    public void Measure_LargeProducts_AreThoseOfTheDevice(string device, double least)
    {
        Skip.If(device == "cuda" && DeviceChoice.Count == 0, NoGpu);
        Assert.True(PrecisionProbe.Measure(DeviceChoice.Of(device)).Fp32GigaFlops > least);
    }

    private double Make(string name, string device)
    {
        var store = RunStore.Open(Path.Combine(_root, name));
        var plan = new ExperimentPlan
        {
            Encoder = EncoderFolders.Default(),
            Datasets = ["support"],
            Losses = ["cce+proxy-anchor"],
            Repetitions = 1,
            Device = device,
            Settings = new TrainingSettings { Shots = 12, Steps = 20, Precision = PrecisionSetting.Fp32, Explain = 1, Masks = 40 },
        };
        var experiment = new Experiment(plan, store, DataFolders.Default(null), new TableColumns(), TimeProvider.System, "test");
        var run = experiment.Make(experiment.Cells[0], _ => { }, CancellationToken.None);
        return run.Metric(run.MainRule, "accuracy")!.Value;
    }
}
