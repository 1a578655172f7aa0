using DmlStudio.Trainer.Devices;
using static TorchSharp.torch;

namespace DmlStudio.Tests.Trainer.Devices;

public sealed class OutOfMemoryTests
{
    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB of which 1.20 GiB is free. "
        + "Process 1 has 77.90 GiB memory in use.", "The GPU has not enough memory: 2.00 GiB more were needed, and of its 79.10 GiB "
        + "1.20 GiB are free. Lower --batch-size")]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 10.76 GiB total)", "20.00 MiB more were needed. Lower")]
    [InlineData("[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate "
        + "8000000000 bytes. Error code 12 (Cannot allocate memory)", "The machine has not enough memory: 8.0 GB more were needed.")]
    public void Words_OfLibtorch_SayWhatWasNeeded(string message, string expected) =>
        Assert.Contains(expected, OutOfMemory.Words(message), StringComparison.Ordinal);

    [Fact]
    public void Words_OfAnotherFailure_AreLeftAlone() => Assert.Null(OutOfMemory.Words("The gradient is not finite at step 3."));

    /// <summary>What this libtorch really says when a processor's memory is not there.</summary>
    [Fact]
    public void Words_OfARealFailure_AreUnderstood()
    {
        // 2^55 bytes: no machine has them.
        var failure = Assert.ThrowsAny<Exception>(() => empty([1L << 53], dtype: ScalarType.Float32));
        Assert.Contains("The machine has not enough memory", OutOfMemory.Words(failure.Message) ?? failure.Message,
            StringComparison.Ordinal);
    }
}
