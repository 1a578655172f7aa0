using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Losses;

/// <summary>Triplet objective of Sentence-BERT: max(0, ‖a − p‖ − ‖a − n‖ + ε), Euclidean, not normalised.</summary>
/// <remarks>Reimers and Gurevych 2019, arXiv:1908.10084, section 3. On labelled texts the mean is over all triplets of a batch.</remarks>
public sealed class SbertTripletLoss(SbertTripletSettings settings) : EmbeddingLoss
{
    private readonly TripletLoss _all =
        new(new TripletSettings { Margin = settings.Margin, Average = TripletAverage.All, Normalize = false });

    /// <summary>Mean loss of given triplets.</summary>
    /// <param name="anchors">[M, H].</param>
    /// <param name="positives">[M, H].</param>
    /// <param name="negatives">[M, H].</param>
    /// <exception cref="ArgumentException">No triplets, or shapes that differ.</exception>
    public Tensor OfTriplets(Tensor anchors, Tensor positives, Tensor negatives)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        Rows.RequireAlike(anchors, positives);
        Rows.RequireAlike(anchors, negatives);
        using var scope = NewDisposeScope();
        return Rows.Lengths(anchors.Minus(positives)).Minus(Rows.Lengths(anchors.Minus(negatives))).Plus(settings.Margin).relu().mean()
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor? Compute(Tensor embeddings, Tensor labels, IReadOnlyList<Tensor> parameters) =>
        _all.Value(embeddings, labels);
}
