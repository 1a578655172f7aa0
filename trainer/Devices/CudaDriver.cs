using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Devices;

/// <summary>A GPU as NVIDIA's driver names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Memory">Its memory, in bytes.</param>
internal sealed record CudaGpu(string Name, ulong Memory);

/// <summary>What NVIDIA's driver says, asked without libtorch: a GPU that a build cannot use is named too.</summary>
/// <param name="Release">Release of the driver, such as 580.95.05; empty when nothing says it.</param>
/// <param name="Cuda">Highest version of CUDA that it serves, such as 13.0.</param>
/// <param name="Gpus">The GPUs, in the order in which cuda:N counts them.</param>
/// <remarks>CUDA driver API: cuInit, cuDriverGetVersion, cuDeviceGetCount, cuDeviceGetName, cuDeviceTotalMem_v2.</remarks>
internal sealed partial record CudaDriver(string Release, string Cuda, IReadOnlyList<CudaGpu> Gpus)
{
    private const string ReleaseFile = "/proc/driver/nvidia/version";
    private const int LongestName = 256;
    private static readonly string[] Libraries = ["libcuda.so.1", "nvcuda.dll"];

    /// <summary>Asks the driver; null where there is none, or where it does not start.</summary>
    public static CudaDriver? Ask()
    {
        foreach (var name in Libraries)
        {
            if (NativeLibrary.TryLoad(name, out var library)) { return Ask(library); }
        }
        return null;
    }

    /// <summary>The release in the lines that the driver's kernel module gives, or empty.</summary>
    internal static string ReleaseIn(string lines) => ReleaseNumber().Match(lines) is { Success: true } found ? found.Value : "";

    /// <summary>CUDA's number for a version, 1000 · major + 10 · minor, in words.</summary>
    internal static string CudaText(int version) => FormattableString.Invariant($"{version / 1000}.{version % 1000 / 10}");

    private static CudaDriver? Ask(nint library)
    {
        T Function<T>(string name) where T : Delegate =>
            Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
        try
        {
            if (Function<Init>("cuInit")(0) != 0) { return null; }
            if (Function<Number>("cuDriverGetVersion")(out var version) != 0) { return null; }
            if (Function<Number>("cuDeviceGetCount")(out var count) != 0) { return null; }
            return new CudaDriver(File.Exists(ReleaseFile) ? ReleaseIn(File.ReadAllText(ReleaseFile)) : "", CudaText(version),
                [.. Enumerable.Range(0, count).Select(i => Gpu(i, Function<NumberOf>("cuDeviceGet"), Function<NameOf>("cuDeviceGetName"),
                    Function<MemoryOf>("cuDeviceTotalMem_v2")))]);
        }
        catch (EntryPointNotFoundException) { return null; }
    }

    private static CudaGpu Gpu(int index, NumberOf handle, NameOf name, MemoryOf memory)
    {
        if (handle(out var device, index) != 0) { return new CudaGpu("a GPU that does not answer", 0); }
        var bytes = new byte[LongestName];
        var named = name(bytes, bytes.Length, device) == 0 ? Encoding.UTF8.GetString(bytes).TrimEnd('\0') : "a GPU without a name";
        return new CudaGpu(named, memory(out var size, device) == 0 ? size : 0);
    }

    [GeneratedRegex(@"(?<![\w.])\d+\.\d+(\.\d+)*(?![\w.])", RegexOptions.CultureInvariant)]
    private static partial Regex ReleaseNumber();

    private delegate int Init(uint flags);

    private delegate int Number(out int value);

    private delegate int NumberOf(out int device, int index);

    private delegate int NameOf([Out] byte[] name, int length, int device);

    private delegate int MemoryOf(out nuint bytes, int device);
}
