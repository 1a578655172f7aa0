using DmlStudio.Settings;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>DeBERTa's layers: the products of queries and keys are the sum of word by word, word by distance and distance by word, each
/// over √(size · number of terms).</summary>
/// <remarks>He et al. 2021, arXiv:2006.03654, equation 4. The published code looks the distance of query and key up alike in both
/// directions, which is what its weights were trained with; so does this.</remarks>
internal sealed class DebertaStack(EncoderConfig config, FlatParameters weights, Precision precision)
    : BertStack(config, weights, precision)
{
    /// <summary>Map from a distance to a key, behind the name of a layer.</summary>
    public const string PositionKey = "attention.self.pos_key_proj";

    /// <summary>Map from a distance to a query, behind the name of a layer.</summary>
    public const string PositionQuery = "attention.self.pos_query_proj";

    /// <summary>What the names of the convolution begin with.</summary>
    public const string Convolution = "encoder.conv";

    private DisentangledAttention Own => Config.Disentangled!;

    /// <inheritdoc/>
    public override Tensor Embed(Tensor words, Tensor? types, LayerBatch batch)
    {
        var x = Own.Absolute ? words.Plus(Weights[EncoderShapes.Positions].index_select(0, batch.Counted())) : words;
        if (Config.TokenTypes > 0)
        {
            var table = Weights[BertShapes.Types];
            x = x.Plus(types is null ? table[0] : table.index_select(0, types.reshape(-1)));
        }
        if (Weights.Has(BertShapes.Project + ".weight")) { x = Linear(BertShapes.Project, x); }
        return batch.DroppedWhole(Masked(Norm("embeddings.LayerNorm", x), batch));
    }

    /// <inheritdoc/>
    public override Func<int, Tensor, Tensor> Layers(Tensor embedded, LayerBatch batch)
    {
        var t = batch.Length;
        // Of the table only the rows that the texts' distances meet.
        var rows = RelativePositions.Places(t, offset => Own.Row(-offset));
        long[] met = [.. rows.Distinct().Order()];
        // [query, key]
        var places = tensor(Array.ConvertAll(rows, r => (long)Array.BinarySearch(met, r)), device: batch.Device).view(t, t);
        // [P, H]
        var table = Weights[DebertaArchitecture.Distances].index_select(0, tensor(met, device: batch.Device));
        if (Own.Normalised) { table = Norm(DebertaArchitecture.DistancesNorm, table); }
        var unseen = batch.Unseen();
        return (layer, x) =>
        {
            var next = Layer(Config.LayerPrefix(layer), x, table, places, unseen, batch);
            return layer == 0 && Own.Convolution > 0 ? Convolved(embedded, next, batch) : next;
        };
    }

    private Tensor Layer(string at, Tensor x, Tensor table, Tensor places, Tensor? unseen, LayerBatch batch)
    {
        long b = batch.Texts, t = batch.Length, heads = Config.Heads, size = Config.HeadSize;
        var (queries, keys, values) = Heads(Linear(at + "attention.self.qkv", x), batch);
        var distances = batch.DroppedWhole(table);
        Tensor Looked(Tensor by, Tensor through, Tensor index) =>
            by.matmul(through.view(-1, heads, size).permute(1, 2, 0)).gather(3, index.expand(b, heads, t, t));
        // [B, heads, T, T]
        var scores = queries.matmul(keys.transpose(2, 3));
        if (Own.ContentToPosition) { scores = scores.Plus(Looked(queries, Through(at, PositionKey, 1, distances), places)); }
        if (Own.PositionToContent)
        {
            scores = scores.Plus(Looked(keys, Through(at, PositionQuery, 0, distances), places.t()).transpose(2, 3));
        }
        scores /= N(Math.Sqrt(size * (1 + (Own.ContentToPosition ? 1 : 0) + (Own.PositionToContent ? 1 : 0))));
        var attention = F.softmax(unseen is null ? scores : scores.Plus(unseen), 3);
        batch.Watch?.Invoke(attention);
        var mixed = batch.DroppedWhole(attention).matmul(values).transpose(1, 2).reshape(b * t, heads * size);
        return Rest(at, x, batch.Gathered(mixed), batch);
    }

    // Distances as queries (part 0) or keys (part 1): through the words' own map, or one of their own, [P, H].
    private Tensor Through(string at, string own, int part, Tensor distances)
    {
        if (!Own.SharedKeys) { return Linear(at + own, distances); }
        long h = Config.Hidden;
        return Linear(distances, Weights[at + "attention.self.qkv.weight"].narrow(0, part * h, h),
            Weights[at + "attention.self.qkv.bias"].narrow(0, part * h, h));
    }

    // Beside the first layer, over the output of the embedding layer; padding takes no part.
    private Tensor Convolved(Tensor embedded, Tensor x, LayerBatch batch)
    {
        long b = batch.Texts, t = batch.Length, h = Config.Hidden;
        // [B, H, T]
        var rows = batch.Spread(Masked(embedded, batch)).view(b, t, h).transpose(1, 2);
        var found = F.conv1d(rows, Weights[Convolution + ".conv.weight"], Weights[Convolution + ".conv.bias"],
            padding: Own.Convolution / 2).transpose(1, 2).reshape(b * t, h);
        found = Activated(Own.ConvolutionActivation, batch.Dropped(Masked(batch.Gathered(found), batch)));
        return Masked(Norm(Convolution + ".LayerNorm", x.Plus(found)), batch);
    }

    private static Tensor Masked(Tensor x, LayerBatch batch) =>
        batch.Mask is null || batch.Places is not null ? x : x * batch.Mask.to(ScalarType.Float32).reshape(-1, 1);
}
