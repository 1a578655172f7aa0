using DmlStudio.Inference;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Attributions;

/// <summary>What a model says of texts as tensors on the graph: rules of inference give their scores through it, with gradients.</summary>
/// <param name="pooled">[N, D].</param>
/// <param name="logits">[N, C].</param>
/// <param name="proxyScores">Gives the proxies' scores of embeddings, [N, C]; null for a loss without.</param>
internal sealed class TensorRows(Tensor pooled, Tensor logits, Func<Tensor, Tensor?> proxyScores) : IRowAlgebra<Tensor>
{
    /// <inheritdoc/>
    public Tensor Logits => logits;

    /// <inheritdoc/>
    public Tensor ProxyScores =>
        proxyScores(pooled) ?? throw new InvalidDataException("The loss has no proxies; expected a rule that reads none.");

    /// <inheritdoc/>
    public Tensor Unit => F.normalize(pooled, dim: 1);

    /// <inheritdoc/>
    public Tensor UnitFrom(float[] centre) => F.normalize(Unit.Minus(tensor(centre, device: pooled.device)), dim: 1);

    /// <inheritdoc/>
    public Tensor Linear(Tensor rows, float[] weights, float[]? biases)
    {
        var matrix = tensor(weights, device: rows.device).view(-1, rows.shape[1]);              // [C, D]
        return biases is null ? rows.matmul(matrix.t()) : F.linear(rows, matrix, tensor(biases, device: rows.device));
    }

    /// <inheritdoc/>
    public Tensor Affine(Tensor rows, double factor, double shift) => (N(factor) * rows).Plus(shift);

    /// <inheritdoc/>
    public Tensor Divided(Tensor rows, double by) => rows / N(by);

    /// <inheritdoc/>
    public Tensor WithColumns(Tensor rows, bool[] columns, double value) =>
        rows.masked_fill(tensor(columns, device: rows.device), N(value));
}
