namespace DmlStudio.Trainer.Encoders.Architectures;

/// <summary>What DeBERTa's attention knows of positions.</summary>
/// <param name="Span">Distances of one direction that have vectors of their own: the table has twice as many rows.</param>
/// <param name="Buckets">Buckets of both directions that far distances share by logarithm; 0 or less for none.</param>
/// <param name="Furthest">Distance from which on all share the last bucket.</param>
/// <param name="ContentToPosition">Whether words look at distances.</param>
/// <param name="PositionToContent">Whether distances look at words.</param>
/// <param name="SharedKeys">Whether distances go through the words' own query and key, or through maps of their own.</param>
/// <param name="Normalised">Whether the table of distances is normalised first.</param>
internal sealed record DisentangledAttention(
    int Span, int Buckets, int Furthest, bool ContentToPosition, bool PositionToContent, bool SharedKeys, bool Normalised)
{
    /// <summary>Whether absolute positions are added to the words.</summary>
    public bool Absolute { get; init; }

    /// <summary>Width of the convolution beside the first layer, 0 without one.</summary>
    public int Convolution { get; init; }

    /// <summary>Activation of the convolution.</summary>
    public string ConvolutionActivation { get; init; } = "tanh";

    /// <summary>Row of the table of distances.</summary>
    /// <param name="distance">Query position minus key position.</param>
    public long Row(long distance) => Math.Clamp((Buckets > 0 ? Bucket(distance, Buckets, Furthest) : distance) + Span, 0, 2 * Span - 1);

    /// <summary>Bucket of a distance: near ones have their own, far ones share by logarithm.</summary>
    /// <param name="distance">Query position minus key position.</param>
    /// <param name="buckets">Buckets of both directions.</param>
    /// <param name="furthest">Distance from which on all share the last bucket.</param>
    public static long Bucket(long distance, int buckets, int furthest)
    {
        int middle = buckets / 2;
        var far = Math.Abs(distance);
        if (far <= middle) { return distance; }
        // Single precision, as the published code has it: the bounds fall on whole numbers.
        var share = MathF.Log(far / (float)middle) / MathF.Log((float)((furthest - 1) / (double)middle));
        return Math.Sign(distance) * ((long)MathF.Ceiling(share * (middle - 1)) + middle);
    }
}
