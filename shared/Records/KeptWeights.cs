namespace DmlStudio.Records;

/// <summary>What training changed of a run's model, so that it can be opened without training again. Exact: every value comes
/// back with its bits.</summary>
/// <param name="Train">Positions of the training texts, whose tokens name the trained rows of the word table, [n].</param>
/// <param name="UntouchedScale">Factor that weight decay put on the rows of the word table that were not trained.</param>
/// <param name="Tensors">The trained tensors, packed.</param>
public sealed record KeptWeights(int[] Train, double UntouchedScale, IReadOnlyList<KeptTensor> Tensors)
{
    /// <summary>Packed size in bytes.</summary>
    public long Size => Tensors.Sum(t => (long)t.Packed.Length);
}
