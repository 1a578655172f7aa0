using System.Globalization;
using DmlStudio.Trainer.Devices;

namespace DmlStudio.Trainer.Runs;

/// <summary>What a machine has to divide among runs.</summary>
/// <param name="Cores">Processors that this program may use.</param>
/// <param name="FreeMemory">Bytes that can be had without pushing others out.</param>
/// <param name="Gpus">GPUs that libtorch can use.</param>
/// <param name="ThreadsAreSet">Whether OMP_NUM_THREADS says how many threads a program takes.</param>
internal sealed record Machine(int Cores, long FreeMemory, int Gpus, bool ThreadsAreSet)
{
    private const string Memory = "/proc/meminfo", Available = "MemAvailable:";

    /// <summary>This one.</summary>
    public static Machine Here() => new(Environment.ProcessorCount, Math.Min(FreeBytes(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        DeviceChoice.Count, Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 });

    /// <summary>Bytes in the lines of /proc/meminfo, or null.</summary>
    internal static long? AvailableIn(IEnumerable<string> lines) =>
        lines.FirstOrDefault(l => l.StartsWith(Available, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[Available.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), NumberStyles.None,
            CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : null;

    // Elsewhere the collector's own limit, which knows a container's, has to do.
    private static long FreeBytes() => (File.Exists(Memory) ? AvailableIn(File.ReadLines(Memory)) : null) ?? long.MaxValue;
}
