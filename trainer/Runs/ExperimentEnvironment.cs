using System.Globalization;
using System.Runtime.InteropServices;
using DmlStudio.Records;
using DmlStudio.Settings;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Training;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>What a run's figures may depend on besides its settings.</summary>
internal static class ExperimentEnvironment
{
    /// <summary>Values for a run's record.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="choice">Format of the matrix products.</param>
    public static IReadOnlyList<SettingValue> Of(EncoderCheckpoint encoder, PrecisionChoice choice)
    {
        static SettingValue Value(string name, string value) => new("environment", name, value, "");
        static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
        return
        [
            Value("version", ProductVersion.Number),
            .. ProductVersion.Commit.Length == 0 ? [] : new[] { Value("commit", ProductVersion.Commit) },
            Value("device", cuda.is_available() ? "cuda" : "cpu"),
            Value("precision", choice.Precision.Word()),
            Value("precision-by", choice.By),
            .. choice.Probe is not { } probe
                ? []
                : new[] { Value("fp32-gflops", Number(probe.Fp32GigaFlops)), Value("bf16-gflops", Number(probe.Bf16GigaFlops)) },
            Value("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            Value("threads", get_num_threads().ToString(CultureInfo.InvariantCulture)),
            Value("torch", __version__),
            Value("runtime", RuntimeInformation.FrameworkDescription),
            Value("system", RuntimeInformation.OSDescription),
            Value("encoder-sha256", encoder.Checksum),
        ];
    }
}
