using System.Runtime.InteropServices;

namespace DmlStudio.Trainer.Devices;

/// <summary>What the libtorch that was really loaded says of itself; TorchSharp knows only the version it was made for.</summary>
internal static class TorchRuntime
{
    private static readonly Lazy<Version?> Loaded = new(Read);

    /// <summary>Version of the loaded libtorch; null where it is older than 2.9 and cannot say.</summary>
    public static Version? Version => Loaded.Value;

    /// <summary>The version in words.</summary>
    public static string Text => Version?.ToString(3) ?? "of unknown version (older than 2.9)";

    /// <summary>Whether it is the version that TorchSharp was made for, the last part aside.</summary>
    public static bool IsExpected => Version is { } found && found.ToString(2) == TorchLibraries.Version;

    /// <summary>The number of libtorch's stable ABI as a version: one byte each for major, minor and patch, from the highest.</summary>
    internal static Version Decode(ulong abi) => new((int)(abi >> 56), (int)(abi >> 48 & 0xff), (int)(abi >> 40 & 0xff));

    /// <summary>libtorch's library of the processor, which every build has.</summary>
    internal static nint Library
    {
        get
        {
            // Any call of TorchSharp loads its libraries; opening one again gives the same.
            _ = TorchSharp.torch.get_num_threads();
            return NativeLibrary.Load(Path.Combine(TorchLibraries.Folder, TorchLibraries.FileOf("torch_cpu")));
        }
    }

    private static Version? Read() => NativeLibrary.TryGetExport(Library, "aoti_torch_abi_version", out var address)
        ? Decode(Marshal.GetDelegateForFunctionPointer<AbiVersion>(address)())
        : null;

    private delegate ulong AbiVersion();
}
