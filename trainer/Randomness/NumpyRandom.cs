namespace DmlStudio.Trainer.Randomness;

/// <summary>The random numbers of NumPy's legacy generator, <c>RandomState(seed)</c>: what published code drew its folds with.</summary>
/// <remarks>Mersenne Twister; shuffling from the end, each place by bits masked to the next power of two and drawn again when too large.
/// </remarks>
internal sealed class NumpyRandom(uint seed)
{
    private readonly MersenneTwister _twister = new(seed);

    /// <summary>The next 32 bits.</summary>
    public uint Next() => _twister.Next();

    /// <summary>The numbers 0 to count − 1 as <c>shuffle(arange(count))</c> leaves them.</summary>
    /// <param name="count">How many.</param>
    public int[] Order(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var j = UpTo((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private int UpTo(uint most)
    {
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most);
        uint drawn;
        do { drawn = Next() & mask; } while (drawn > most);
        return (int)drawn;
    }
}
