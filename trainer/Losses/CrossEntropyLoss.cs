using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Losses;

/// <summary>Categorical cross-entropy over logits, with class weights, label smoothing and the focal factor.</summary>
/// <remarks>Focal factor (1 − p_y)^γ: Lin et al. 2017, arXiv:1708.02002, eq. 4. Means are weighted by the class weights.</remarks>
/// <param name="classWeights">Weight per label, or null for equal weights.</param>
/// <param name="smoothing">Label smoothing, 0..1.</param>
/// <param name="focalGamma">Focal exponent, 0 for none.</param>
public sealed class CrossEntropyLoss(IReadOnlyList<double>? classWeights = null, double smoothing = 0, double focalGamma = 0)
{
    /// <summary>Weights that make every label count alike: N / (C · its texts), and 1 for a label without texts.</summary>
    /// <param name="labels">Labels of the training texts, from 0.</param>
    /// <param name="classes">Number C of labels.</param>
    /// <returns>C weights.</returns>
    public static double[] Balanced(IReadOnlyCollection<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return [.. Enumerable.Range(0, classes).Select(c => labels.Count(l => l == c))
            .Select(count => count == 0 ? 1 : labels.Count / ((double)classes * count))];
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="logits">[N, C].</param>
    /// <param name="labels">[N], int64.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">No rows, or a label outside 0 … C − 1.</exception>
    public Tensor Value(Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        EmbeddingLoss.RequireLabels(labels, logits.dim() == 2 ? logits.shape[1] : 0);
        using var scope = NewDisposeScope();
        var weights = classWeights is null ? null : tensor(classWeights.ToArray(), dtype: logits.dtype, device: logits.device);
        if (focalGamma == 0)
        {
            return F.cross_entropy(logits, labels, weights!, label_smoothing: smoothing).MoveToOuterDisposeScope();
        }
        var items = F.cross_entropy(logits, labels, weights!, label_smoothing: smoothing, reduction: TorchSharp.torch.nn.Reduction.None);
        var p = F.softmax(logits, 1).gather(1, labels.unsqueeze(1)).squeeze(1);
        // A root of 0 has no slope: 0 times infinity would be no number.
        var sum = (items * p.From(1).clamp_min(N(1e-12)).pow(N(focalGamma))).sum();
        var count = weights is null
            ? ones(1, dtype: logits.dtype, device: logits.device) * N(labels.shape[0])
            : weights.index_select(0, labels).sum();
        return (sum / count).reshape([]).MoveToOuterDisposeScope();
    }
}
