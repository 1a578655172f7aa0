using TorchSharp;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>What the layers need to know of a batch beside its states. Products, norms and activations of padding would be thrown away,
/// so that between the layers stand the N rows of real tokens alone, wherever that saves more than the moving of rows costs.</summary>
/// <param name="Texts">Texts B.</param>
/// <param name="Length">Positions T.</param>
/// <param name="Mask">1 = real token, [B, T] int64; null when nothing is padded.</param>
/// <param name="Dropout">Probability of dropout, 0 to switch it off.</param>
/// <param name="Watch">Receives the attention of each layer, [B, heads, T, T]; null for nobody.</param>
internal sealed record LayerBatch(long Texts, long Length, Tensor? Mask, double Dropout, Device Device, Action<Tensor>? Watch = null)
{
    // A row that is moved costs about a fiftieth of what it costs in the products of a small encoder.
    private const double LeastPadding = 1 / 16.0;

    /// <summary>Places of the real tokens among all positions, [N] int64; null when all B · T rows stand.</summary>
    public Tensor? Places { get; init; }

    /// <summary>What dropout draws; needed where it is switched on.</summary>
    public DropoutDraws? Draws { get; init; }

    /// <summary>The same batch with its real tokens alone between the layers, where that pays; [N] instead of [B · T] rows.</summary>
    /// <remarks>Not on a GPU: counting the tokens would wait for it, and small batches are all launches there.</remarks>
    public LayerBatch Packed()
    {
        if (Mask is null || Device.type != DeviceType.CPU) { return this; }
        var places = Mask.reshape(-1).nonzero().reshape(-1);
        return places.shape[0] > (1 - LeastPadding) * Texts * Length ? this : this with { Places = places };
    }

    /// <summary>Rows of all positions to those that stand between the layers.</summary>
    /// <param name="rows">[B · T, …].</param>
    /// <returns>[N, …].</returns>
    public Tensor Gathered(Tensor rows) => Places is null ? rows : rows.index_select(0, Places);

    /// <summary>Rows that stand between the layers to all positions; zeros where padding is.</summary>
    /// <param name="rows">[N, D].</param>
    /// <returns>[B · T, D].</returns>
    public Tensor Spread(Tensor rows) =>
        Places is null ? rows : zeros([Texts * Length, rows.shape[1]], rows.dtype, Device).index_copy(0, Places, rows);

    /// <summary>Dropout of the rows between the layers where it is switched on.</summary>
    /// <param name="rows">[N, D].</param>
    public Tensor Dropped(Tensor rows) =>
        Dropout == 0 || Places is null ? DroppedWhole(rows) : Draws!.Dropped(rows, Places, Texts * Length, Dropout);

    /// <summary>Dropout of anything else where it is switched on, such as attention or the rows of all positions.</summary>
    /// <param name="x">Any shape.</param>
    public Tensor DroppedWhole(Tensor x) => Dropout == 0 ? x : Draws!.Dropped(x, Dropout);

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
