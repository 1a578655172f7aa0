using System.Globalization;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Devices;

/// <summary>The one place that says where tensors live: <c>auto</c> (the first GPU where there is one, else the processor),
/// <c>cpu</c>, <c>cuda</c> (the first GPU) or <c>cuda:N</c>.</summary>
internal static class DeviceChoice
{
    /// <summary>Environment variable that is asked where no command and no file names a device.</summary>
    public const string Variable = "DMLSTUDIO_DEVICE";

    private const string Gpu = "cuda", Processor = "cpu", Auto = "auto";

    /// <summary>The device that a word names.</summary>
    /// <param name="named">What a command or a file says; null asks <see cref="Variable"/>, and without it <c>auto</c>.</param>
    /// <exception cref="InvalidDataException">No such word, or no such device here.</exception>
    public static Device Of(string? named)
    {
        var (word, from) = Said(named);
        var device = Of(word, from, Count);
        // Has to be asked before the first product.
        _ = EqualBits.Ask(device);
        return device;
    }

    /// <summary>Whether a word, or the environment in its place, leaves the choice to the program.</summary>
    /// <param name="named">What a command or a file says, or null.</param>
    public static bool IsAuto(string? named) => Said(named).Word == Auto;

    /// <summary>Number of GPUs that libtorch can use; 0 in a build without CUDA.</summary>
    public static int Count => cuda.is_available() ? cuda.device_count() : 0;

    /// <summary>The word of a device, as a run stores it.</summary>
    public static string Word(this Device device) => device.type == TorchSharp.DeviceType.CUDA ? Gpu : Processor;

    /// <param name="word">The word.</param>
    /// <param name="from">Who said it, for the message.</param>
    /// <param name="gpus">Number of GPUs here.</param>
    /// <exception cref="InvalidDataException">No such word, or no such device here.</exception>
    internal static Device Of(string word, string from, int gpus)
    {
        var index = word == Gpu ? 0 : Index(word);
        return word switch
        {
            Processor => CPU,
            Auto => gpus > 0 ? new Device(TorchSharp.DeviceType.CUDA, 0) : CPU,
            _ when index is null => throw new InvalidDataException(
                $"{from} is \"{word}\"; expected auto, cpu, cuda or cuda:N, where N counts the GPUs from 0. {There(gpus)}"),
            _ when index >= gpus => throw new InvalidDataException($"{from} is \"{word}\", which is not here. {There(gpus)}"),
            _ => new Device(TorchSharp.DeviceType.CUDA, index.Value),
        };
    }

    private static (string Word, string From) Said(string? named) => named is { Length: > 0 } ? (named, "device")
        : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? (variable, Variable) : (Auto, "device");

    private static int? Index(string word) => word.StartsWith(Gpu + ":", StringComparison.Ordinal)
        && int.TryParse(word.AsSpan(Gpu.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string There(int gpus) => gpus switch
    {
        0 => "Here is cpu alone: no GPU that this build's libtorch can use (\"trainer doctor\" says more).",
        1 => "Here are cpu and cuda:0.",
        _ => FormattableString.Invariant($"Here are cpu and cuda:0 to cuda:{gpus - 1}."),
    };
}
