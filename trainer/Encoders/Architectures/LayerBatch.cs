using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>What the layers need to know of a batch beside its states.</summary>
/// <param name="Texts">Texts B.</param>
/// <param name="Length">Positions T.</param>
/// <param name="Mask">1 = real token, [B, T] int64; null when nothing is padded.</param>
/// <param name="Dropout">Probability of dropout, 0 to switch it off.</param>
/// <param name="Watch">Receives the attention of each layer, [B, heads, T, T]; null for nobody.</param>
internal sealed record LayerBatch(long Texts, long Length, Tensor? Mask, double Dropout, Device Device, Action<Tensor>? Watch = null)
{
    /// <summary>What is added to the products of queries and keys: 0, or a large negative number where the key is padding, [B, 1, 1, T];
    /// null without padding.</summary>
    public Tensor? Unseen() => Mask?.to(ScalarType.Float32).From(1).mul(N(-1e30f)).view(Texts, 1, 1, Length);

    /// <summary>1 = real token, [B, T] int64, with or without padding.</summary>
    public Tensor Real() => Mask ?? ones(Texts, Length, dtype: ScalarType.Int64, device: Device);

    /// <summary>Positions counted from 0, of every token, [B·T] int64.</summary>
    public Tensor Counted() =>
        tensor(Enumerable.Range(0, (int)Length).Select(i => (long)i).ToArray(), device: Device).unsqueeze(0).expand(Texts, Length)
            .reshape(-1);
}
