namespace DmlStudio.Trainer.Randomness;

/// <summary>The random numbers of NumPy's legacy generator, <c>RandomState(seed)</c>: what published code drew its folds with.</summary>
/// <remarks>Mersenne Twister MT19937 with the seeding of Matsumoto and Nishimura's init_genrand; shuffling from the end, each place by bits
/// masked to the next power of two and drawn again when too large.</remarks>
internal sealed class NumpyRandom
{
    private const int Size = 624, Middle = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public NumpyRandom(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++) { _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i; }
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (_next == Size) { Renew(); }
        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

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

    private void Renew()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000u) | (_state[(i + 1) % Size] & 0x7fffffffu);
            _state[i] = _state[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
        }
        _next = 0;
    }
}
