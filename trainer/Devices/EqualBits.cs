using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace DmlStudio.Trainer.Devices;

/// <summary>Asks libtorch for operations that give the same bits each time. On a processor they do without asking; on a GPU sums of
/// scattered rows and some matrix products do not. TorchSharp's own wrapper throws, so the setter of libtorch is called by its
/// name.</summary>
internal static class EqualBits
{
    /// <summary>Environment variable that leaves a GPU's faster, unequal operations in place when it is "false".</summary>
    public const string Variable = "DMLSTUDIO_EQUAL_BITS";

    // cuBLAS gives equal bits with a workspace of a fixed size; CUDA's documentation names this one.
    private const string Workspace = "CUBLAS_WORKSPACE_CONFIG", FixedWorkspace = ":4096:8";

    /// <summary>Asks for equal bits where the device does not give them by itself.</summary>
    /// <param name="device">Where products will be made; must be asked before the first one.</param>
    /// <returns>Whether the same command gives the same bits again there, as far as libtorch promises it.</returns>
    public static bool Ask(torch.Device device)
    {
        if (device.type != DeviceType.CUDA) { return true; }
        if (Environment.GetEnvironmentVariable(Variable) == "false" || !OperatingSystem.IsLinux()) { return false; }
        // The C library's environment is another one than .NET's.
        if (Environment.GetEnvironmentVariable(Workspace) is null) { _ = SetEnvironment(Bytes(Workspace), Bytes(FixedWorkspace), 0); }
        return Set(true);
    }

    /// <summary>Sets libtorch's flag of deterministic algorithms; one that has no such form warns and goes on.</summary>
    /// <returns>False where this libtorch does not export the setter.</returns>
    internal static bool Set(bool on)
    {
        if (Export("_ZN2at13globalContextEv") is not { } context
            || Export("_ZN2at7Context26setDeterministicAlgorithmsEbb") is not { } setter) { return false; }
        Marshal.GetDelegateForFunctionPointer<Setter>(setter)(Marshal.GetDelegateForFunctionPointer<Context>(context)(), on, true);
        return true;
    }

    /// <summary>Whether libtorch's flag is set.</summary>
    internal static bool IsSet => Export("_ZN2at13globalContextEv") is { } context
        && Export("_ZNK2at7Context23deterministicAlgorithmsEv") is { } getter
        && Marshal.GetDelegateForFunctionPointer<Getter>(getter)(Marshal.GetDelegateForFunctionPointer<Context>(context)());

    private static nint? Export(string symbol) => NativeLibrary.TryGetExport(TorchRuntime.Library, symbol, out var address)
        ? address : null;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment(byte[] name, byte[] value, int overwrite);

    private delegate nint Context();

    private delegate void Setter(nint context, [MarshalAs(UnmanagedType.I1)] bool on, [MarshalAs(UnmanagedType.I1)] bool warnOnly);

    [return: MarshalAs(UnmanagedType.I1)]
    private delegate bool Getter(nint context);
}
