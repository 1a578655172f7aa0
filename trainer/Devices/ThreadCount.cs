using static TorchSharp.torch;

namespace DmlStudio.Trainer.Devices;

/// <summary>Threads of libtorch's products for a while: another number of them rounds differently.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int _before = get_num_threads();

    /// <param name="threads">Number of threads, at least 1; null leaves what is set.</param>
    public ThreadCount(int? threads)
    {
        if (threads is { } number) { set_num_threads(number); }
    }

    /// <summary>Sets what was set before.</summary>
    public void Dispose()
    {
        if (get_num_threads() != _before) { set_num_threads(_before); }
    }
}
