using CsCheck;
using DmlStudio.Trainer.Randomness;

namespace DmlStudio.Tests.Trainer.Randomness;

public class MersenneTwisterTests
{
    /// <summary>The first word of the published seed, and its ten-thousandth, which the standard of C++ gives.</summary>
    [Fact]
    public void Words_OfThePublishedSeed_AreThePublished()
    {
        var twister = new MersenneTwister(5489);
        Assert.Equal(3499211612u, twister.Next());
        twister.Skip(9998);
        Assert.Equal(4123659995u, twister.Next());
    }

    /// <summary>Against the published loop, word by word; read in any pieces, and with any left out.</summary>
    [Fact]
    public void Words_AnyPieces_AreThoseOfThePlainLoop() =>
        Gen.Select(Gen.UInt, Gen.Select(Gen.Bool, Gen.Int[1, 2000]).Array[1, 12]).Sample((seed, pieces) =>
        {
            var (twister, plain) = (new MersenneTwister(seed), Plain(seed).GetEnumerator());
            foreach (var (skip, count) in pieces)
            {
                if (skip) { twister.Skip(count); }
                for (var left = count; left > 0;)
                {
                    if (skip)
                    {
                        plain.MoveNext();
                        left--;
                        continue;
                    }
                    var words = twister.Words(left).ToArray();
                    Assert.All(words, w => Assert.Equal(plain.MoveNext() ? plain.Current : 0, w));
                    left -= words.Length;
                }
            }
        }, iter: 100);

    private static IEnumerable<uint> Plain(uint seed)
    {
        var state = new uint[624];
        state[0] = seed;
        for (var i = 1u; i < 624; i++) { state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i; }
        while (true)
        {
            for (var i = 0; i < 624; i++)
            {
                var y = (state[i] & 0x80000000u) | (state[(i + 1) % 624] & 0x7fffffffu);
                state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y % 2 == 0 ? 0 : 0x9908b0dfu);
            }
            foreach (var word in state)
            {
                var y = word ^ (word >> 11);
                y ^= (y << 7) & 0x9d2c5680u;
                y ^= (y << 15) & 0xefc60000u;
                yield return y ^ (y >> 18);
            }
        }
    }
}
