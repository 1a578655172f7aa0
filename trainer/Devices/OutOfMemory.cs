using System.Text.RegularExpressions;

namespace DmlStudio.Trainer.Devices;

/// <summary>What libtorch says when memory is not there, in one sentence that says what was needed and what to lower.</summary>
internal static partial class OutOfMemory
{
    private const string Advice = "Lower --batch-size, --max-length or --jobs, or take a smaller encoder or --precision bf16. "
        + "The other runs go on.";

    /// <summary>The sentence; null for any other failure.</summary>
    /// <param name="message">The failure's own words.</param>
    /// <remarks>libtorch's words: "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB of which
    /// 1.20 GiB is free." of a GPU, "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8000000000 bytes." else.</remarks>
    public static string? Words(string message)
    {
        if (Gpu().Match(message) is { Success: true } gpu)
        {
            var of = Capacity().Match(message);
            return $"The GPU has not enough memory: {gpu.Groups[1].Value} more were needed"
                + $"{(of.Success ? $", and of its {of.Groups[1].Value} {of.Groups[2].Value} are free" : "")}. {Advice}";
        }
        return Processor().Match(message) is { Success: true } cpu && double.TryParse(cpu.Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture, out var bytes)
            ? FormattableString.Invariant($"The machine has not enough memory: {bytes / 1e9:0.0} GB more were needed. ") + Advice
            : null;
    }

    [GeneratedRegex(@"out of memory\. Tried to allocate ([\d.]+ [KMGT]?i?B)", RegexOptions.CultureInvariant)]
    private static partial Regex Gpu();

    [GeneratedRegex(@"total capacity of ([\d.]+ [KMGT]?i?B) of which ([\d.]+ [KMGT]?i?B) is free", RegexOptions.CultureInvariant)]
    private static partial Regex Capacity();

    [GeneratedRegex(@"allocate memory: you tried to allocate (\d+) bytes", RegexOptions.CultureInvariant)]
    private static partial Regex Processor();
}
