using DmlStudio.Trainer.Encoders;

namespace DmlStudio.Trainer.Benchmarks;

/// <summary>Floating-point operations of an encoder, as products count them.</summary>
/// <remarks>docs/speed.md: a forward pass costs layers · (2·(4h² + 2·h·i) + 4·T·h) a token; embeddings and optimiser count as
/// nothing, a training step as three forward passes.</remarks>
internal static class EncoderFlops
{
    /// <summary>Operations of one forward pass over texts, padding left out.</summary>
    /// <param name="lengths">Tokens of each text.</param>
    public static double Forward(EncoderConfig config, IEnumerable<int> lengths)
    {
        double h = config.Hidden, i = config.Intermediate;
        return lengths.Sum(t => t * config.Layers * (2 * (4 * h * h + 2 * h * i) + 4 * t * h));
    }
}
