using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>SupCon over several dropout views of every text, so that every text has a positive.</summary>
/// <remarks>Khosla et al. 2020, arXiv:2004.11362; views by dropout as in Gao et al. 2021.</remarks>
public sealed class SupConViewsLoss(SupConViewsSettings settings) : EmbeddingLoss
{
    private readonly SupConLoss _inner = new(new SupConSettings { Temperature = settings.Temperature, Form = settings.Form });

    /// <inheritdoc/>
    public override int Views => settings.Views;

    /// <summary>The loss of texts whose views stand side by side.</summary>
    /// <param name="features">[B, V, H].</param>
    /// <param name="labels">[B], int64.</param>
    public Tensor? OfFeatures(Tensor features, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.dim() != 3 || features.shape[1] != Views)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Found features [{string.Join(", ", features.shape)}]; expected [B, {Views}, H]."));
        }
        using var scope = NewDisposeScope();
        return Value(cat(features.unbind(1), 0), labels.repeat([Views]))?.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters) =>
        _inner.Value(embeddings, labels);
}
