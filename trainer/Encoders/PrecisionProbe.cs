using System.Diagnostics;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>
/// Measures how fast this machine multiplies matrices in float32 and bfloat16. Some processors are 4.5 times faster in
/// bfloat16, others 400 times slower, so the precision is never assumed.
/// </summary>
/// <param name="Fp32GigaFlops">Rate of float32 products.</param>
/// <param name="Bf16GigaFlops">Rate of bfloat16 products.</param>
public sealed record PrecisionProbe(double Fp32GigaFlops, double Bf16GigaFlops)
{
    /// <summary>The faster of the two; bfloat16 only when it is at least 1.5 times as fast.</summary>
    public Precision Faster => Bf16GigaFlops > 1.5 * Fp32GigaFlops ? Precision.Bf16 : Precision.Fp32;

    /// <summary>Measures both, tens of milliseconds each.</summary>
    /// <param name="device">Where.</param>
    public static PrecisionProbe Measure(Device device) => new(Rate(ScalarType.Float32, device, 512), Rate(ScalarType.BFloat16, device, 64, 512));

    // A slow bfloat16 shows at 64³ already; only where it is fast there is it measured at a size that counts.
    private static double Rate(ScalarType type, Device device, params int[] sizes)
    {
        var rate = 0.0;
        foreach (var n in sizes)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            var a = ones([n, n], dtype: type, device: device);
            var b = ones([n, n], dtype: type, device: device);
            a.mm(b).sum().cpu().Dispose();
            var best = double.PositiveInfinity;
            for (var i = 0; i < 5; i++)
            {
                var start = Stopwatch.GetTimestamp();
                a.mm(b).sum().cpu().Dispose();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            rate = 2.0 * n * n * n / best / 1e9;
            if (sizes.Length > 1 && n == sizes[0] && rate < 0.5) { return rate; }
        }
        return rate;
    }
}
