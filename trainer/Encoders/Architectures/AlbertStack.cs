using DmlStudio.Settings;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>ALBERT's layers: BERT's, each a group of one or more whose weights other layers use too.</summary>
internal sealed class AlbertStack(EncoderConfig config, FlatParameters weights, Precision precision) : BertStack(config, weights, precision)
{
    /// <inheritdoc/>
    public override Func<int, Tensor, Tensor> Layers(Tensor embedded, LayerBatch batch)
    {
        var bias = Bias(batch);
        return (layer, x) => Enumerable.Range(0, Config.InnerLayers).Aggregate(x, (at, inner) =>
            Layer(FormattableString.Invariant($"{Config.LayerPrefix(layer)}{inner}."), at, bias, batch));
    }
}
