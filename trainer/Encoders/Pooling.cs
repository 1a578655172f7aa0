using static DmlStudio.Trainer.Encoders.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>From hidden states [B, T, H] and the mask [B, T] to one vector per text [B, H] (objectives §11.2).</summary>
public static class Pooling
{
    /// <summary>Names that <see cref="Of"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["cls", "mean", "max", "mean_sqrt_len", "weightedmean", "lasttoken", "avg_first_last", "avg_top2"];

    /// <summary>Pools by name.</summary>
    /// <param name="name">A name of <see cref="Names"/> other than the two that need a second layer.</param>
    /// <param name="states">[B, T, H].</param>
    /// <param name="mask">[B, T] int64, 1 = real token.</param>
    /// <returns>[B, H].</returns>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static Tensor Of(string name, Tensor states, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        var weights = mask.to(states.dtype).unsqueeze(-1);                                   // [B, T, 1]
        var pooled = name switch
        {
            "cls" => states.select(1, 0),
            "mean" => (states * weights).sum(1) / weights.sum(1).clamp_min(N(1e-9)),
            "mean_sqrt_len" => (states * weights).sum(1) / weights.sum(1).clamp_min(N(1e-9)).sqrt(),
            "max" => states.masked_fill(mask.unsqueeze(-1).eq(N(0)), N(-1e9)).amax([1]),
            "weightedmean" => WeightedMean(states, weights),
            "lasttoken" => (states * (mask.cumsum(1).eq(mask.sum(1, keepdim: true)) & mask.eq(N(1))).to(states.dtype).unsqueeze(-1)).sum(1),
            _ => throw new ArgumentException($"Pooling \"{name}\" is not known; expected one of {string.Join(", ", Names)}.", nameof(name)),
        };
        return pooled.MoveToOuterDisposeScope();
    }

    private static Tensor WeightedMean(Tensor states, Tensor weights)
    {
        var rising = arange(1, states.shape[1] + 1, dtype: states.dtype, device: states.device).view(1, -1, 1) * weights;
        return (states * rising).sum(1) / rising.sum(1).clamp_min(N(1e-9));
    }
}
