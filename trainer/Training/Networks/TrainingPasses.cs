using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>Passes through which gradients flow, from texts to states, pooled rows and logits.</summary>
/// <param name="cell">The run.</param>
/// <param name="weights">Its tensors.</param>
/// <param name="sample">Its training texts.</param>
internal sealed class TrainingPasses(TrainingCell cell, RunWeights weights, TrainingSample sample)
{
    // 0 pads a batch to its own longest text.
    private readonly int _padTo = cell.Settings.PadToSample ? sample.Texts.Max(i => sample.Tokens(i).Count) : 0;

    /// <summary>A pass over a batch, each text as often as there are views, every copy with its own dropout.</summary>
    /// <param name="batch">Positions of the texts.</param>
    public ForwardPass Forward(int[] batch, int views = 1) => Forward(batch, views, cell.Settings.Dropout);

    /// <summary>A pass without dropout, by which a trained model's losses are read.</summary>
    /// <inheritdoc cref="Forward(int[], int)"/>
    public ForwardPass Still(int[] batch, int views = 1) => Forward(batch, views, 0);

    /// <summary>A pass over texts that need not be of the corpus, such as the names of the labels, with dropout.</summary>
    /// <param name="texts">The batch.</param>
    /// <returns>States [B, T, H], mask [B, T], pooled [B, H], logits [B, C].</returns>
    public (Tensor States, Tensor Mask, Tensor Pooled, Tensor Logits) Of(IReadOnlyList<TokenizedText> texts) =>
        Of(texts, cell.Settings.Dropout);

    /// <summary>The output of the embedding layer for a batch, with dropout, and what the layers above need.</summary>
    /// <param name="batch">Positions of the texts.</param>
    /// <returns>[B, T, H], and the mask [B, T].</returns>
    public (Tensor Embedded, Tensor Mask) Embed(int[] batch)
    {
        using var scope = NewDisposeScope();
        var (ids, mask, types) = weights.Rows.Batch(sample.Tokens(batch), weights.Device, _padTo);
        return (weights.Encoder.Embedded(ids, mask, types, cell.Settings.Dropout).MoveToOuterDisposeScope(), (mask ?? ones_like(ids))
            .MoveToOuterDisposeScope());
    }

    /// <summary>A pass from the output of the embedding layer, such as a perturbed one.</summary>
    /// <param name="batch">Positions of the texts.</param>
    /// <param name="embedded">[B, T, H].</param>
    /// <param name="mask">[B, T].</param>
    public ForwardPass FromEmbedded(int[] batch, Tensor embedded, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var dropout = cell.Settings.Dropout;
        var (states, pooled) = weights.Encoder.FromEmbedded(cell.Pooling, embedded, mask, dropout);
        var logits = weights.Head(pooled, dropout);
        return new ForwardPass(batch, 1, states.MoveToOuterDisposeScope(), mask, pooled.MoveToOuterDisposeScope(),
            logits.MoveToOuterDisposeScope(), sample.Labels(batch, weights.Device).MoveToOuterDisposeScope());
    }

    private ForwardPass Forward(int[] batch, int views, double dropout)
    {
        int[] texts = views == 1 ? batch : [.. Enumerable.Repeat(batch, views).SelectMany(b => b)];
        var (states, mask, pooled, logits) = Of(sample.Tokens(texts), dropout);
        return new ForwardPass(texts, views, states, mask, pooled, logits, sample.Labels(texts, weights.Device));
    }

    private (Tensor States, Tensor Mask, Tensor Pooled, Tensor Logits) Of(IReadOnlyList<TokenizedText> texts, double dropout)
    {
        using var scope = NewDisposeScope();
        // Padding to the longest text of the sample is all that groups would save, and padding that is compared has to be there.
        var groups = cell.Settings.LengthGroups == 1 || _padTo > 0 || !weights.Encoder.SkipsPadding
            ? [[.. Enumerable.Range(0, texts.Count)]]
            : LengthGroups.Of([.. texts.Select(t => t.Count)], cell.Settings.LengthGroups);
        var parts = groups.Select(g => Encoded([.. g.Select(i => texts[i])], dropout)).ToArray();
        var (states, mask, pooled) = parts.Length == 1 ? parts[0] : LengthGroups.Joined(groups, parts);
        var logits = weights.Head(pooled, dropout);
        return (states.MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope(),
            logits.MoveToOuterDisposeScope());
    }

    private (Tensor States, Tensor Mask, Tensor Pooled) Encoded(IReadOnlyList<TokenizedText> texts, double dropout)
    {
        var (ids, mask, types) = weights.Rows.Batch(texts, weights.Device, _padTo);
        var (states, pooled) = weights.Encoder.Pooled(cell.Pooling, ids, mask, types, dropout);
        return (states, mask ?? ones_like(ids), pooled);
    }
}
