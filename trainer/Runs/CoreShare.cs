using static TorchSharp.torch;

namespace DmlStudio.Trainer.Runs;

/// <summary>How the cores are divided among the runs of an experiment.</summary>
/// <remarks>Small cells gain little from a second thread, and threads of one product that wait for each other lose most of their
/// time on a busy machine. So a plan of several small cells makes as many at a time as there are cores, each on one thread: faster
/// at rest, without a barrier to stand at, and with the same bits on 2 and on 64 cores. The threads follow from the plan and never
/// from what is left of it: a command that goes on rounds as it began.</remarks>
/// <param name="Jobs">Runs at a time, each in a process of its own when there are several.</param>
/// <param name="Threads">Threads of each; 0 leaves libtorch's own choice.</param>
internal sealed record CoreShare(int Jobs, int Threads)
{
    /// <summary>Weights up to which a second thread does not pay when there are several cells.</summary>
    internal const long SmallEncoder = 50_000_000;

    // Bytes of a process without a model, and of a cell for each byte of the encoder's weights: weights, gradients, two moments,
    // activations of a step and of reading.
    private const long Program = 600_000_000, CellPerWeight = 11 * sizeof(float);

    // The rest stays for the other programs of the machine.
    private const double OfFreeMemory = 0.8;

    /// <summary>What a person asked for, or what is best by rule.</summary>
    /// <param name="asked">Runs at a time; 0 lets the rule decide.</param>
    /// <param name="cells">Cells of the whole plan, finished ones included.</param>
    /// <param name="weights">Number of weights of the encoder.</param>
    /// <param name="device">Where they are computed.</param>
    /// <param name="machine">What this machine has.</param>
    public static CoreShare Of(int asked, int cells, long weights, Device device, Machine machine)
    {
        if (asked > 0) { return new CoreShare(asked, asked == 1 ? 0 : Math.Max(1, machine.Cores / asked)); }
        // One GPU serves one run at a time; several are used side by side.
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            var gpus = Math.Clamp(machine.Gpus, 1, Math.Max(1, cells));
            return new CoreShare(gpus, gpus == 1 ? 0 : Math.Max(1, machine.Cores / gpus));
        }
        // Somebody else divides the cores: a scheduler, or a person.
        if (cells < 2 || machine.ThreadsAreSet) { return new CoreShare(1, 0); }
        var fit = (long)(machine.FreeMemory * OfFreeMemory) / (Program + CellPerWeight * weights);
        var jobs = (int)Math.Clamp(Math.Min(fit, machine.Cores), 1, cells);
        return new CoreShare(jobs, weights <= SmallEncoder ? 1 : Math.Max(1, machine.Cores / jobs));
    }
}
