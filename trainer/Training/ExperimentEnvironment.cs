using System.Globalization;
using System.Runtime.InteropServices;
using DmlStudio.Records;
using DmlStudio.Trainer.Encoders;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training;

/// <summary>What a run's figures may depend on besides its settings.</summary>
public static class ExperimentEnvironment
{
    /// <summary>Values for a run's record.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="precision">Format of the matrix products.</param>
    /// <param name="probe">Measured rates, or null when the format was given.</param>
    public static IReadOnlyList<SettingValue> Of(EncoderCheckpoint encoder, string precision, PrecisionProbe? probe)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        static SettingValue Value(string name, string value) => new("environment", name, value, "");
        static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
        return
        [
            Value("device", cuda.is_available() ? "cuda" : "cpu"),
            Value("precision", precision),
            .. probe is null ? [] : new[] { Value("fp32-gflops", Number(probe.Fp32GigaFlops)), Value("bf16-gflops", Number(probe.Bf16GigaFlops)) },
            Value("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            Value("threads", get_num_threads().ToString(CultureInfo.InvariantCulture)),
            Value("torch", __version__),
            Value("runtime", RuntimeInformation.FrameworkDescription),
            Value("system", RuntimeInformation.OSDescription),
            Value("encoder-sha256", encoder.Checksum),
        ];
    }
}
