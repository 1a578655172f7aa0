using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>BERT's layers: learnt positions, normalisation after each part, query, key and value in one product. Where the encoder has them
/// also a bias by relative position that all layers share (MPNet), and words of another size than the states (ELECTRA, ALBERT).</summary>
internal class BertStack(EncoderConfig config, FlatParameters weights, Precision precision) : EncoderStack(config, weights, precision)
{
    /// <inheritdoc/>
    public override Tensor Embed(Tensor words, Tensor? types, LayerBatch batch)
    {
        var x = words.Plus(Weights[EncoderShapes.Positions].index_select(0, Positions(batch)));            // [B·T, E]
        if (Config.TokenTypes > 0)
        {
            var table = Weights[BertShapes.Types];
            x = x.Plus(types is null ? table[0] : table.index_select(0, types.reshape(-1)));
        }
        x = batch.DroppedWhole(Norm("embeddings.LayerNorm", x));
        return Weights.Has(BertShapes.Project + ".weight") ? Linear(BertShapes.Project, x) : x;             // [B·T, H]
    }

    /// <inheritdoc/>
    public override Func<int, Tensor, Tensor> Layers(Tensor embedded, LayerBatch batch)
    {
        var bias = Bias(batch);
        return (layer, x) => Layer(Config.LayerPrefix(layer), x, bias, batch);
    }

    /// <summary>What is added to the products of queries and keys, broadcast to [B, heads, T, T]; null for nothing.</summary>
    /// <param name="batch">The batch.</param>
    protected Tensor? Bias(LayerBatch batch)
    {
        if (!Weights.Has(EncoderShapes.SharedRelativeBias)) { return batch.Unseen(); }
        var bias = RelativePositions.Bias(Weights[EncoderShapes.SharedRelativeBias], Config, batch);         // [1, heads, T, T]
        return batch.Unseen() is { } unseen ? bias.Plus(unseen) : bias;
    }

    /// <summary>One layer.</summary>
    /// <param name="at">What the names of its weights begin with.</param>
    /// <param name="x">[N, H].</param>
    /// <param name="bias">What <see cref="Bias"/> gave.</param>
    /// <param name="batch">The batch.</param>
    protected Tensor Layer(string at, Tensor x, Tensor? bias, LayerBatch batch)
    {
        return Rest(at, x, Attend(Heads(Linear(at + "attention.self.qkv", x), batch), bias, batch), batch);
    }

    /// <summary>What follows the attention: its output, the feed-forward layer, and their normalisations.</summary>
    /// <param name="at">What the names of its weights begin with.</param>
    /// <param name="x">Input of the layer, [N, H].</param>
    /// <param name="mixed">What attention gave, [N, heads · size].</param>
    /// <param name="batch">The batch.</param>
    protected Tensor Rest(string at, Tensor x, Tensor mixed, LayerBatch batch)
    {
        x = Norm(at + "attention.output.LayerNorm", x.Plus(batch.Dropped(Linear(at + "attention.output.dense", mixed))));
        var inner = Activated(Linear(at + "intermediate.dense", x));
        return Norm(at + "output.LayerNorm", x.Plus(batch.Dropped(Linear(at + "output.dense", inner))));
    }

    // Where positions follow padding, padding keeps the padding position, and real tokens count from the one after it.
    private Tensor Positions(LayerBatch batch) => Config.PositionsFollowPadding && batch.Real() is var real
        ? (real.cumsum(1) * real).add(N((long)Config.PadId), N(1L)).reshape(-1) : batch.Counted();
}
