using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>Learnt biases of attention by the distance of key and query, in buckets: T5's, which MPNet shares.</summary>
/// <remarks>Raffel et al. 2020, arXiv:1910.10683, section 2.1.</remarks>
internal static class RelativePositions
{
    /// <summary>Bias of every query position towards every key position.</summary>
    /// <param name="table">[buckets, heads].</param>
    /// <param name="config">Buckets and largest distance.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>[1, heads, T, T].</returns>
    public static Tensor Bias(Tensor table, EncoderConfig config, LayerBatch batch)
    {
        var t = batch.Length;
        var places = Places(t, relative => Bucket(relative, config.RelativeBuckets, config.RelativeDistance));
        return table.index_select(0, tensor(places, device: batch.Device)).view(t, t, config.Heads).permute(2, 0, 1).unsqueeze(0);
    }

    /// <summary>A number for every pair of positions that depends on their distance alone.</summary>
    /// <param name="t">Positions T.</param>
    /// <param name="number">From key position minus query position.</param>
    /// <returns>[T · T], row by query.</returns>
    public static long[] Places(long t, Func<long, long> number)
    {
        var byDistance = Enumerable.Range(1 - (int)t, 2 * (int)t - 1).Select(d => number(d)).ToArray();
        var places = new long[t * t];
        for (var q = 0L; q < t; q++)
        {
            for (var k = 0L; k < t; k++) { places[q * t + k] = byDistance[k - q + t - 1]; }
        }
        return places;
    }

    /// <summary>Bucket of a relative position: half for each direction; near positions have their own, far ones share
    /// by logarithm.</summary>
    /// <param name="relative">Key position minus query position.</param>
    /// <param name="buckets">Buckets of both directions.</param>
    /// <param name="furthest">Distance of the last bucket.</param>
    public static long Bucket(long relative, int buckets, int furthest)
    {
        int half = buckets / 2, exact = half / 2;
        var distance = Math.Abs(relative);
        var within = distance < exact
            ? distance
            // Single precision, as the reference has it: the bounds fall on whole numbers.
            : Math.Min(half - 1, exact
                + (long)(MathF.Log(distance / (float)exact) / (float)Math.Log((double)furthest / exact) * (half - exact)));
        return relative > 0 ? half + within : within;
    }
}
