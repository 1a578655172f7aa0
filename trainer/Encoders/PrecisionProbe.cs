using System.Diagnostics;
using System.Globalization;
using DmlStudio.Settings;
using DmlStudio.Trainer.Devices;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// Measures how fast this machine multiplies matrices in float32 and bfloat16. Some processors are 4.5 times faster in
/// bfloat16, others 400 times slower, so the precision is never assumed.
/// </summary>
/// <param name="Fp32GigaFlops">Rate of float32 products on one thread.</param>
/// <param name="Bf16GigaFlops">Rate of bfloat16 products on one thread.</param>
internal sealed record PrecisionProbe(double Fp32GigaFlops, double Bf16GigaFlops)
{
    private const int Small = 64, Large = 512, OnGpu = 4096, SmallRounds = 30, LeastRounds = 8, MostRounds = 40;

    // GFLOP/s at 64³: without instructions for it 0.2 to 1, with them 20 and more.
    private const double Hopeless = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(80);

    /// <summary>The faster of the two; bfloat16 only when it is at least 1.5 times as fast.</summary>
    public Precision Faster => Bf16GigaFlops > 1.5 * Fp32GigaFlops ? Precision.Bf16 : Precision.Fp32;

    /// <summary>Both rates as one word, for another process of the same experiment.</summary>
    public string Word => string.Create(CultureInfo.InvariantCulture, $"{Fp32GigaFlops:R}/{Bf16GigaFlops:R}");

    /// <summary>The rates that <see cref="Word"/> wrote; null for anything else.</summary>
    public static PrecisionProbe? Read(string? word) => word?.Split('/') is [var fp32, var bf16]
        && double.TryParse(fp32, NumberStyles.Float, CultureInfo.InvariantCulture, out var single)
        && double.TryParse(bf16, NumberStyles.Float, CultureInfo.InvariantCulture, out var half) ? new(single, half) : null;

    /// <summary>Measures both, about a tenth of a second: the best of many short products in turns, so that another program
    /// disturbs both alike and a free moment suffices. One thread: several would wait for each other on a busy machine, which is
    /// the small product's whole time.</summary>
    /// <param name="device">Where products will be made. A GPU gets large ones: a small one takes the time of starting it.</param>
    public static PrecisionProbe Measure(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            using var large32 = new SquareProduct(OnGpu, ScalarType.Float32, device);
            using var large16 = new SquareProduct(OnGpu, ScalarType.BFloat16, device);
            return new PrecisionProbe(large32.Best(LeastRounds), large16.Best(LeastRounds));
        }
        using var one = new ThreadCount(1);
        using var fp32 = new SquareProduct(Large, ScalarType.Float32, device);
        double single = 0, half;
        // A slow bfloat16 shows at 64³ already, where it costs a millisecond; at 512³ it would cost half a second.
        using (var small = new SquareProduct(Small, ScalarType.BFloat16, device)) { half = small.Best(SmallRounds); }
        if (half < Hopeless) { return new PrecisionProbe(fp32.Best(LeastRounds), half); }
        using var bf16 = new SquareProduct(Large, ScalarType.BFloat16, device);
        half = 0;
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < MostRounds && (round < LeastRounds || Stopwatch.GetElapsedTime(start) < Patience); round++)
        {
            (single, half) = (Math.Max(single, fp32.Best(1)), Math.Max(half, bf16.Best(1)));
        }
        return new PrecisionProbe(single, half);
    }
}
