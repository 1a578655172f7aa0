using DmlStudio.Losses;
using DmlStudio.Trainer.Encoders;
using DmlStudio.Trainer.Tokenizers;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Training.Networks;

/// <summary>What lies below and inside the passes of a trained model, for explanations: word vectors and attention.</summary>
/// <param name="cell">The run.</param>
/// <param name="weights">Its tensors after training.</param>
internal sealed class WordReading(TrainingCell cell, RunWeights weights)
{
    /// <summary>Word vectors of tokens, before positions and LayerNorm.</summary>
    /// <param name="ids">Token ids, [T].</param>
    /// <returns>[T · E], E the size of a word.</returns>
    public float[] Vectors(IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        return weights.WholeTable.index_select(0, tensor(ids.Select(i => (long)i).ToArray(), device: weights.Device)).cpu().contiguous()
            .data<float>().ToArray();
    }

    /// <summary>Reads word vectors of one's own, such as those between a text and a baseline, without dropout. Nothing is padded, and
    /// positions are those of a text of T tokens.</summary>
    /// <param name="words">[B, T, E], E the size of a word; gradients flow to it.</param>
    /// <param name="types">Token types, [T].</param>
    /// <returns>States [B, T, H], pooled [B, H], logits [B, C].</returns>
    public (Tensor States, Tensor Pooled, Tensor Logits) FromVectors(Tensor words, IReadOnlyList<int> types)
    {
        using var scope = NewDisposeScope();
        var encoder = weights.Encoder;
        long b = words.shape[0], t = words.shape[1];
        // The vectors are the word table, and the texts name its rows one after the other.
        var (table, start) = (encoder.WordTable, encoder.StartRow);
        try
        {
            var rows = words.reshape(b * t, -1);
            // T5's decoder starts with a word of the whole table.
            if (Pooling.NeedsDecoder(cell.Pooling)) { (rows, encoder.StartRow) = (cat([rows, table![start].unsqueeze(0)], 0), b * t); }
            encoder.WordTable = rows;
            var ids = Rows.Count((int)(b * t), weights.Device).view(b, t);
            var kinds = types.Any(k => k != 0)
                ? tensor(types.Select(k => (long)k).ToArray(), device: weights.Device).unsqueeze(0).expand(b, t)
                : null;
            var (states, pooled) = encoder.Pooled(cell.Pooling, ids, null, kinds);
            return (states.MoveToOuterDisposeScope(), pooled.MoveToOuterDisposeScope(), weights.Head(pooled, 0).MoveToOuterDisposeScope());
        }
        finally { (encoder.WordTable, encoder.StartRow) = (table, start); }
    }

    /// <summary>Attention of every layer on a text, the mean over its heads, [L][T · T]; empty where the encoder gives none.</summary>
    public IReadOnlyList<double[]> Attentions(TokenizedText text)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var layers = new List<double[]>();
        weights.Encoder.WatchAttention = attention =>
            layers.Add(Array.ConvertAll(attention[0].mean([0]).cpu().contiguous().data<float>().ToArray(), v => (double)v));
        try
        {
            var (ids, mask, types) = weights.Rows.Batch([text], weights.Device);
            weights.Encoder.Forward(ids, mask, types);
        }
        finally { weights.Encoder.WatchAttention = null; }
        return layers;
    }
}
