using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>A projection between embedding and comparison, trained with the loss and dropped afterwards.</summary>
/// <remarks><c>tanh</c>: Linear(H, H) and tanh, Gao et al. 2021; <c>mlp</c>: Linear(H, H), ReLU, Linear(H, 128), Khosla et al. 2020;
/// <c>none</c>: nothing.</remarks>
public sealed class ProjectionHead
{
    /// <summary>Size of what <c>mlp</c> gives.</summary>
    public const int MlpSize = 128;

    private readonly Projection _kind;

    /// <summary>A projection.</summary>
    /// <param name="dimension">Size H of an embedding.</param>
    public ProjectionHead(Projection kind, int dimension)
    {
        _kind = kind;
        Parameters = kind switch
        {
            Projection.None => [],
            Projection.Tanh => [.. Layer("projection", dimension)],
            _ => [.. Layer("projection", dimension), .. Layer("projection.out", MlpSize)],
        };

        LossParameter[] Layer(string name, int rows) =>
        [
            LossParameter.Layer(name + ".weight", rows, dimension,
                random => NormalDraw.Even(random, rows * dimension, 1 / Math.Sqrt(dimension))),
            LossParameter.Layer(name + ".bias", 1, rows, _ => new float[rows]),
        ];
    }

    /// <summary>Its layers: weight [D, H] and bias [1, D] each.</summary>
    public IReadOnlyList<LossParameter> Parameters { get; }

    /// <summary>Rows as the loss reads them.</summary>
    /// <param name="rows">[N, H].</param>
    /// <param name="parameters">The layers, in the order of <see cref="Parameters"/>; what follows them is not read.</param>
    /// <returns>[N, D]; the rows themselves for <c>none</c>.</returns>
    public Tensor Of(Tensor rows, IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(parameters);
        if (_kind == Projection.None) { return rows.alias(); }
        using var scope = NewDisposeScope();
        var inner = Linear(rows, parameters[0], parameters[1]);
        return (_kind == Projection.Tanh ? inner.tanh() : Linear(inner.relu(), parameters[2], parameters[3])).MoveToOuterDisposeScope();
    }

    private static Tensor Linear(Tensor x, Tensor weight, Tensor bias) => F.linear(x, weight).Plus(bias);
}
