using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training;

/// <summary>
/// The number format of an experiment and who chose it. Another format gives other bits and other runs, so an experiment that goes
/// on keeps the format of the runs it has, whatever is measured today; a measurement decides for a new one only.
/// </summary>
/// <param name="Precision">Chosen format.</param>
/// <param name="By">Who chose: <c>setting</c>, <c>earlier runs</c> or <c>measurement</c>.</param>
/// <param name="Probe">Measured rates; null when the format was set by a person.</param>
internal sealed record PrecisionChoice(Precision Precision, string By, PrecisionProbe? Probe)
{
    /// <summary>What a person should know when the kept format is the slower one here, or null.</summary>
    public string? Warning => By == "earlier runs" && Probe is not null && Probe.Faster != Precision
        ? string.Create(CultureInfo.InvariantCulture,
            $"This experiment has runs in {Precision.Word()} and goes on so that all can be compared; on this machine "
                + $"{Probe.Faster.Word()} products are faster (fp32 {Probe.Fp32GigaFlops:0.#}, bf16 {Probe.Bf16GigaFlops:0.#} GFLOP/s "
                    + $"on one thread). --precision {Probe.Faster.Word()} makes all of its runs anew.")
        : null;

    /// <param name="setting">What a person chose.</param>
    /// <param name="probe">Rates measured already; null measures them.</param>
    /// <param name="device">Where the products will be made.</param>
    /// <param name="runs">Number of the experiment's runs that the store has in a format.</param>
    public static PrecisionChoice Of(PrecisionSetting setting, PrecisionProbe? probe, Device device, Func<Precision, int> runs)
    {
        return setting switch
        {
            PrecisionSetting.Fp32 => new PrecisionChoice(Precision.Fp32, "setting", null),
            PrecisionSetting.Bf16 => new PrecisionChoice(Precision.Bf16, "setting", null),
            _ => Of(probe ?? PrecisionProbe.Measure(device), runs(Precision.Fp32), runs(Precision.Bf16)),
        };
    }

    /// <summary>Chooses from what was measured and what is there.</summary>
    /// <param name="probe">Measured rates.</param>
    /// <param name="fp32">Runs there in float32.</param>
    /// <param name="bf16">Runs there in bfloat16.</param>
    public static PrecisionChoice Of(PrecisionProbe probe, int fp32, int bf16)
    {
        return fp32 == bf16 ? new PrecisionChoice(probe.Faster, "measurement", probe)
            : new PrecisionChoice(fp32 > bf16 ? Precision.Fp32 : Precision.Bf16, "earlier runs", probe);
    }
}
