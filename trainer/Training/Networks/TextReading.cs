using DmlStudio.Trainer.Batches;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>Reads texts without dropout and gradients, in batches of similar length.</summary>
/// <param name="cell">The run.</param>
/// <param name="weights">Its tensors.</param>
/// <param name="sample">Its training texts.</param>
internal sealed class TextReading(TrainingCell cell, RunWeights weights, TrainingSample sample)
{
    private float[]? _sample;

    /// <summary>Pooled states and logits of texts, in their order.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="interrupt">Stops between batches.</param>
    /// <returns>Pooled [N · H], and logits [N · C].</returns>
    public (float[] Pooled, float[] Logits) Pooled(IReadOnlyList<TokenizedText> texts, CancellationToken interrupt)
    {
        int hidden = cell.EmbeddingSize, classes = cell.Corpus.Source.Labels.Count;
        float[] pooled = new float[texts.Count * hidden], logits = new float[texts.Count * classes];
        EachBatch(texts, (batch, _, rows, _) =>
        {
            Scatter(batch, rows, hidden, pooled);
            Scatter(batch, weights.Head(rows, 0), classes, logits);
        }, interrupt);
        return (pooled, logits);
    }

    /// <summary>Pooled states of the training texts after training, [n · H]; encoded once and held.</summary>
    /// <param name="interrupt">Stops between batches.</param>
    /// <exception cref="InvalidOperationException">Training goes on, and would change them.</exception>
    public float[] Sample(CancellationToken interrupt)
    {
        if (!weights.Trained) { throw new InvalidOperationException("The rows of the training texts are held after training."); }
        return _sample ??= Pooled(sample.Tokens(sample.Texts), interrupt).Pooled;
    }

    /// <summary>Reads texts batch by batch.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="use">Receives the positions in <paramref name="texts"/>, the states [B, T, H] and the mask [B, T];
    /// what it makes is freed behind it.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public void EachBatch(IReadOnlyList<TokenizedText> texts, Action<int[], Tensor, Tensor> use, CancellationToken interrupt) =>
        EachBatch(texts, (batch, states, _, mask) => use(batch, states, mask), interrupt);

    private void EachBatch(IReadOnlyList<TokenizedText> texts, Action<int[], Tensor, Tensor, Tensor> use, CancellationToken interrupt)
    {
        using var inference = inference_mode();
        foreach (var batch in TokenBatch.ByLength([.. texts.Select(t => t.Count)], TokenBatch.ReadAtOnce(cell.Precision, weights.Device)))
        {
            interrupt.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (ids, mask, types) = weights.Rows.Batch([.. batch.Select(i => texts[i])], weights.Device);
            var (states, pooled) = weights.Encoder.Pooled(cell.Pooling, ids, mask, types);
            use(batch, states, pooled, mask ?? ones_like(ids));
        }
    }

    private static void Scatter(int[] batch, Tensor rows, int width, float[] into)
    {
        var values = rows.cpu().contiguous().data<float>().ToArray();
        for (var i = 0; i < batch.Length; i++) { Array.Copy(values, i * width, into, batch[i] * width, width); }
    }
}
