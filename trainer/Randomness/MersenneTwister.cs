using System.Numerics;

namespace DmlStudio.Trainer.Randomness;

/// <summary>The Mersenne Twister MT19937, a block of 624 words at a time with the vectors of the processor: the numbers of NumPy's legacy
/// generator and of libtorch's on a processor.</summary>
/// <remarks>Matsumoto and Nishimura 1998, with their seeding init_genrand.</remarks>
internal sealed class MersenneTwister
{
    /// <summary>Words of a block; the first block begins with the first word.</summary>
    public const int Block = 624;

    private const int Middle = 397;
    private const uint Upper = 0x80000000u, Lower = 0x7fffffffu, Matrix = 0x9908b0dfu;
    private readonly uint[] _state = new uint[Block], _words = new uint[Block];
    private int _next = Block;
    private bool _tempered;

    /// <param name="seed">Seed; any number.</param>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Block; i++) { _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i; }
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next() => Words(1)[0];

    /// <summary>The next words, each 32 bits, at most to the end of the block.</summary>
    /// <param name="most">Words at most, from 1.</param>
    /// <returns>At least one; they stand until the next call.</returns>
    public ReadOnlySpan<uint> Words(int most)
    {
        if (_next == Block) { Renew(); }
        if (!_tempered) { Temper(); }
        var count = Math.Min(most, Block - _next);
        _next += count;
        return _words.AsSpan(_next - count, count);
    }

    /// <summary>Leaves words out.</summary>
    /// <param name="words">How many, from 0.</param>
    public void Skip(long words)
    {
        while (words > Block - _next)
        {
            words -= Block - _next;
            Renew();
        }
        _next += (int)words;
    }

    private void Renew()
    {
        var (n, s) = (Vector<uint>.Count, _state);
        var (upper, lower, matrix) = (new Vector<uint>(Upper), new Vector<uint>(Lower), new Vector<uint>(Matrix));
        void Wide(int at, int other)
        {
            var y = (new Vector<uint>(s, at) & upper) | (new Vector<uint>(s, at + 1) & lower);
            var odd = Vector<uint>.Zero - (y & Vector<uint>.One);
            (new Vector<uint>(s, other) ^ (y >>> 1) ^ (odd & matrix)).CopyTo(s, at);
        }
        void One(int at, int next, int other)
        {
            var y = (s[at] & Upper) | (s[next] & Lower);
            s[at] = s[other] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : Matrix);
        }
        const int Fresh = Block - Middle;
        var i = 0;
        for (; i + n <= Fresh; i += n) { Wide(i, i + Middle); }
        for (; i < Fresh; i++) { One(i, i + 1, i + Middle); }
        for (; i + n < Block; i += n) { Wide(i, i - Fresh); }
        for (; i < Block - 1; i++) { One(i, i + 1, i - Fresh); }
        One(Block - 1, 0, Middle - 1);
        (_next, _tempered) = (0, false);
    }

    private void Temper()
    {
        var (left, more) = (new Vector<uint>(0x9d2c5680u), new Vector<uint>(0xefc60000u));
        var i = 0;
        for (; i + Vector<uint>.Count <= Block; i += Vector<uint>.Count)
        {
            var y = new Vector<uint>(_state, i);
            y ^= y >>> 11;
            y ^= (y << 7) & left;
            y ^= (y << 15) & more;
            (y ^ (y >>> 18)).CopyTo(_words, i);
        }
        for (; i < Block; i++)
        {
            var y = _state[i];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9d2c5680u;
            y ^= (y << 15) & 0xefc60000u;
            _words[i] = y ^ (y >> 18);
        }
        _tempered = true;
    }
}
