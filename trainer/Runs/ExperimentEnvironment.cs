using System.Globalization;
using System.Runtime.InteropServices;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>What a run's figures may depend on besides its settings.</summary>
internal static class ExperimentEnvironment
{
    /// <summary>Name of the value that says where the encoder was taken from.</summary>
    public const string EncoderName = "encoder";

    /// <summary>Values for a run's record.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="named">The encoder as a person named it; a folder is stored whole, so that it is found from elsewhere too.</param>
    /// <param name="choice">Format of the matrix products.</param>
    /// <param name="device">Where they are made.</param>
    public static IReadOnlyList<SettingValue> Of(EncoderCheckpoint encoder, string named, PrecisionChoice choice, Device device)
    {
        static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
        return
        [
            Value("version", ProductVersion.Number),
            .. ProductVersion.Commit.Length == 0 ? [] : new[] { Value("commit", ProductVersion.Commit) },
            Value("device", device.Word()),
            .. device.type == TorchSharp.DeviceType.CUDA ? OfGpu(device) : [],
            Value("precision", choice.Precision.Word()),
            Value("precision-by", choice.By),
            .. choice.Probe is not { } probe
                ? []
                : new[] { Value("fp32-gflops", Number(probe.Fp32GigaFlops)), Value("bf16-gflops", Number(probe.Bf16GigaFlops)) },
            Value("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            Value("threads", get_num_threads().ToString(CultureInfo.InvariantCulture)),
            Value("torch", TorchRuntime.Version?.ToString(3) ?? __version__),
            Value("runtime", RuntimeInformation.FrameworkDescription),
            Value("system", RuntimeInformation.OSDescription),
            Value(EncoderName, EncoderFolders.Lasting(named)),
            Value("encoder-sha256", encoder.Checksum),
        ];
    }

    private static SettingValue Value(string name, string value) => new("environment", name, value, "");

    private static IEnumerable<SettingValue> OfGpu(Device device)
    {
        if (CudaDriver.Ask() is { } driver && device.index < driver.Gpus.Count)
        {
            yield return Value("gpu", driver.Gpus[device.index].Name);
            yield return Value("driver", driver.Release);
        }
        yield return Value("equal-bits", EqualBits.Ask(device) ? "true" : "false");
    }
}
