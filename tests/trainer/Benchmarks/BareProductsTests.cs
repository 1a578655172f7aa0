using DmlStudio.Trainer.Benchmarks;
using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Tests.Trainer.Benchmarks;

public sealed class BareProductsTests
{
    private static readonly EncoderConfig Config = EncoderCheckpoint.Read(EncoderFolders.Shipped()[0]).Config;

    /// <summary>Where no text is padded, the products are the operations that count as the encoder's work.</summary>
    [Fact]
    public void Layer_OfTextsOfOneLength_HasTheOperationsOfTheEncoder()
    {
        var products = Config.Layers * BareProducts.Layer(Config, [7, 7, 7]).Sum(s => s.Operations);
        Assert.Equal(EncoderFlops.Forward(Config, [7, 7, 7]), products);
    }

    /// <summary>Padding costs in attention alone.</summary>
    [Fact]
    public void Layer_OfTextsOfOtherLengths_PadsAttentionAlone()
    {
        var (even, uneven) = (BareProducts.Layer(Config, [6, 6]), BareProducts.Layer(Config, [3, 9]));
        Assert.Equal([0, 3, 4, 5], Enumerable.Range(0, even.Count).Where(i => even[i] == uneven[i]));
        Assert.Equal(2.25 * even[1].Operations, uneven[1].Operations);
    }
}
