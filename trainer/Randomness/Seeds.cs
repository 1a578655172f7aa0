using System.Security.Cryptography;
using System.Text;

namespace DmlStudio.Trainer.Randomness;

/// <summary>One seed per run; every station derives its own from it and its name, so that a new station shifts no other.</summary>
internal static class Seeds
{
    /// <summary>A non-negative seed from a parent seed and the station's name, by SHA-256.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="station">Name, such as <c>sampling</c>.</param>
    public static long Derive(long seed, string station)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{station}")));
        return BitConverter.ToInt64(bytes) & long.MaxValue;
    }

    /// <summary>A random source for a station.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="station">Name of the station.</param>
    public static Random Source(long seed, string station) => new((int)(Derive(seed, station) & int.MaxValue));
}
