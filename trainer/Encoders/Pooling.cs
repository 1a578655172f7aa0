using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders;

/// <summary>From hidden states [B, T, H] and the mask [B, T] to one vector per text [B, H] (Pooling of
/// Sentence-Transformers). Several modes joined by <c>+</c> stand side by side.</summary>
internal static class Pooling
{
    /// <summary>The checkpoint's own, by its 1_Pooling; else <c>mean</c>.</summary>
    public const string Auto = "auto";

    /// <summary>The modes.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["cls", "mean", "max", "mean_sqrt_len", "weightedmean", "lasttoken", "avg_first_last", "avg_top2", "decoder_first"];

    /// <summary>The pooling that a setting means for a checkpoint.</summary>
    /// <param name="setting">Modes joined by <c>+</c>, or <see cref="Auto"/>.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="InvalidDataException">A mode is unknown, or needs a decoder that is not there.</exception>
    public static string Resolve(string setting, EncoderCheckpoint checkpoint)
    {
        var pooling = setting == Auto ? checkpoint.Pooling ?? "mean" : Parsed(setting);
        if (!NeedsDecoder(pooling)) { return pooling; }
        if (!checkpoint.HasDecoder)
        {
            throw new InvalidDataException(
                $"Pooling decoder_first needs a decoder, and {checkpoint.Name} has none; expected a T5 checkpoint with its decoder. "
                + "Choose cls or mean, or the full checkpoint.");
        }
        return checkpoint.Config.StartId == checkpoint.Config.PadId ? pooling
            : throw new InvalidDataException(
                $"Pooling decoder_first: the decoder of {checkpoint.Name} starts with token {checkpoint.Config.StartId}, expected the "
                    + $"padding token {checkpoint.Config.PadId}. Choose cls or mean.");
    }

    /// <summary>A pooling with its modes spelt as in <see cref="Names"/>.</summary>
    /// <param name="pooling">Modes joined by <c>+</c>; dashes count as underscores.</param>
    /// <exception cref="InvalidDataException">A mode is unknown or stands twice.</exception>
    public static string Parsed(string pooling)
    {
        var modes = Modes(pooling.Replace('-', '_'));
        var wrong = modes.FirstOrDefault(m => !Names.Contains(m)) ?? modes.GroupBy(m => m).FirstOrDefault(g => g.Count() > 1)?.Key;
        return wrong is null ? string.Join('+', modes)
            : throw new InvalidDataException(
                $"Pooling \"{pooling}\": \"{wrong}\" {(Names.Contains(wrong) ? "stands twice" : "is not known")}; expected {Auto}, or "
                    + $"some of {string.Join(", ", Names)} joined by +.");
    }

    /// <summary>Size of a pooled vector.</summary>
    /// <param name="pooling">A resolved pooling.</param>
    /// <param name="hidden">Size H of a state.</param>
    public static int Size(string pooling, int hidden) => Modes(pooling).Length * hidden;

    /// <summary>Whether the first layer's output is needed.</summary>
    /// <param name="pooling">A resolved pooling.</param>
    public static bool NeedsFirst(string pooling) => Modes(pooling).Contains("avg_first_last");

    /// <summary>Whether the output of the layer before the last is needed.</summary>
    /// <param name="pooling">A resolved pooling.</param>
    public static bool NeedsPrevious(string pooling) => Modes(pooling).Contains("avg_top2");

    /// <summary>Whether the decoder's first output is needed.</summary>
    /// <param name="pooling">A resolved pooling.</param>
    public static bool NeedsDecoder(string pooling) => Modes(pooling).Contains("decoder_first");

    /// <summary>Pools by name.</summary>
    /// <param name="pooling">A resolved pooling that needs the last layer alone.</param>
    /// <param name="states">[B, T, H].</param>
    /// <param name="mask">[B, T] int64, 1 = real token.</param>
    /// <returns>[B, H], times the number of modes.</returns>
    public static Tensor Of(string pooling, Tensor states, Tensor mask) => Of(pooling, new EncoderStates(states), mask);

    /// <summary>Pools by name.</summary>
    /// <param name="pooling">A resolved pooling.</param>
    /// <param name="states">The states that it needs.</param>
    /// <param name="mask">[B, T] int64, 1 = real token.</param>
    /// <returns>[B, H], times the number of modes.</returns>
    /// <exception cref="ArgumentException">A mode is unknown, or a state that it needs is not given.</exception>
    public static Tensor Of(string pooling, EncoderStates states, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var modes = Modes(pooling).Select(m => One(m, states, mask)).ToArray();
        return (modes.Length == 1 ? modes[0] : cat(modes, 1)).MoveToOuterDisposeScope();
    }

    private static string[] Modes(string pooling) => pooling.Split('+', StringSplitOptions.TrimEntries);

    private static Tensor One(string mode, EncoderStates states, Tensor mask)
    {
        Tensor Need(Tensor? layer) =>
            layer ?? throw new ArgumentException($"Pooling {mode} needs a layer that was not kept.", nameof(states));
        var last = states.Last;
        var weights = mask.to(last.dtype).unsqueeze(-1);                                     // [B, T, 1]
        return mode switch
        {
            "cls" => last.select(1, 0),
            "mean" => Mean(last, weights),
            "mean_sqrt_len" => (last * weights).sum(1) / weights.sum(1).clamp_min(N(1e-9)).sqrt(),
            "max" => last.masked_fill(mask.unsqueeze(-1).eq(N(0)), N(-1e9)).amax([1]),
            "weightedmean" => WeightedMean(last, weights),
            "lasttoken" => (last * (mask.cumsum(1).eq(mask.sum(1, keepdim: true)) & mask.eq(N(1))).to(last.dtype).unsqueeze(-1)).sum(1),
            "avg_first_last" => Mean(last.add(Need(states.First), N(1)).mul(N(0.5)), weights),
            "avg_top2" => Mean(last.add(Need(states.Previous), N(1)).mul(N(0.5)), weights),
            "decoder_first" => Need(states.Decoder).view(last.shape[0], -1),
            _ => throw new ArgumentException($"Pooling \"{mode}\" is not known; expected some of {string.Join(", ", Names)} joined by +.",
                nameof(mode)),
        };
    }

    private static Tensor Mean(Tensor states, Tensor weights) => (states * weights).sum(1) / weights.sum(1).clamp_min(N(1e-9));

    private static Tensor WeightedMean(Tensor states, Tensor weights)
    {
        var rising = tensor(Enumerable.Range(1, (int)states.shape[1]).Select(t => (float)t).ToArray(), dtype: states.dtype,
            device: states.device).view(1, -1, 1) * weights;
        return (states * rising).sum(1) / rising.sum(1).clamp_min(N(1e-9));
    }
}
