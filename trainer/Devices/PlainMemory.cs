using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Devices;

/// <summary>Memory of the processor behind tensors.</summary>
internal static class PlainMemory
{
    /// <summary>Where a tensor's values lie, as long as the tensor lives.</summary>
    /// <param name="tensor">float32 on the processor, contiguous.</param>
    /// <exception cref="ArgumentException">It lies elsewhere or otherwise.</exception>
    public static unsafe float* Start(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || tensor.dtype != ScalarType.Float32 || !tensor.is_contiguous())
        {
            throw new ArgumentException($"Expected contiguous float32 on the processor, found {tensor.dtype} on {tensor.device}.");
        }
        // The first alone: a span over all of a large encoder would be longer than spans can be.
        using var one = tensor.narrow(0, 0, 1);
        fixed (byte* start = one.bytes) { return (float*)start; }
    }

    /// <summary>A tensor's values, as long as the tensor lives: without a copy, which of a large encoder is a gigabyte.</summary>
    /// <param name="tensor">float32 on the processor, contiguous, not empty.</param>
    /// <exception cref="ArgumentException">It lies elsewhere or otherwise.</exception>
    public static unsafe Span<float> Of(Tensor tensor) => new(Start(tensor), checked((int)tensor.numel()));

    /// <summary>Gives the system back what is free. The C library keeps what lies between pieces in use, and after many runs that is
    /// more than a run needs.</summary>
    public static void GiveBack()
    {
        try
        {
            _ = Trim(0);
        }
        // Another C library than glibc keeps house otherwise.
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException) { }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint kept);
}
