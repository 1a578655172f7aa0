using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Training;

public sealed class PrecisionChoiceTests
{
    private static readonly PrecisionProbe Bf16Machine = new(100, 450), Fp32Machine = new(100, 0.3);

    [Fact]
    public void Of_NewExperiment_TakesTheFaster()
    {
        Assert.Equal(("bf16", "measurement"), Chosen(PrecisionChoice.Of(Bf16Machine, 0, 0)));
        Assert.Equal(("fp32", "measurement"), Chosen(PrecisionChoice.Of(Fp32Machine, 0, 0)));
    }

    [Fact]
    public void Of_ExperimentThatGoesOn_KeepsItsFormatAndSaysWhenItIsTheSlowerOne()
    {
        var kept = PrecisionChoice.Of(Fp32Machine, 0, 7);
        Assert.Equal(("bf16", "earlier runs"), Chosen(kept));
        Assert.Equal("This experiment has runs in bf16 and goes on so that all can be compared; on this machine fp32 products are "
            + "faster (fp32 100, bf16 0.3 GFLOP/s on one thread). --precision fp32 makes all of its runs anew.", kept.Warning);
        Assert.Null(PrecisionChoice.Of(Bf16Machine, 0, 7).Warning);
        Assert.Equal(("fp32", "earlier runs"), Chosen(PrecisionChoice.Of(Bf16Machine, 1, 0)));
    }

    [Fact]
    public void Of_Setting_MeasuresNothing() =>
        Assert.Equal(new PrecisionChoice(Precision.Bf16, "setting", null),
            PrecisionChoice.Of(PrecisionSetting.Bf16, null, CPU, _ => throw new InvalidOperationException()));

    [Fact]
    public void Measure_ThisMachine_GivesRatesAboveZero()
    {
        var probe = PrecisionProbe.Measure(CPU);
        Assert.True(probe.Fp32GigaFlops > 0 && probe.Bf16GigaFlops > 0, probe.ToString());
    }

    private static (string, string) Chosen(PrecisionChoice choice) => (choice.Precision.Word(), choice.By);

    /// <summary>Workers of one experiment take what was measured once: two that measure for themselves may choose differently.</summary>
    [Fact]
    public void Of_RatesMeasuredBefore_AreNotMeasuredAgain()
    {
        var told = PrecisionProbe.Read(Bf16Machine.Word);
        Assert.Equal(Bf16Machine, told);
        Assert.Equal(new PrecisionChoice(Precision.Bf16, "measurement", Bf16Machine),
            PrecisionChoice.Of(PrecisionSetting.Auto, told, CPU, _ => 0));
        Assert.All(new[] { null, "", "1", "a/b", "1/2/3" }, word => Assert.Null(PrecisionProbe.Read(word)));
    }
}
