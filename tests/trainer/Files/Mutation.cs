using CsCheck;

namespace DmlStudio.Tests.Trainer.Files;

/// <summary>Damages files byte by byte: what a reader makes of them must be an answer or a message, never another exception.</summary>
internal static class Mutation
{
    /// <summary>Mutations of a default run; with Category=Hardship many more.</summary>
    public const int Few = 300;

    /// <summary>Mutations of a long run.</summary>
    public const int Many = 20_000;

    /// <summary>One to eight edits: a byte changed, removed, doubled, a stretch cut out or repeated, or a word that
    /// readers stumble over put in.</summary>
    public static Gen<byte[]> Of(byte[] whole, params byte[][] words) =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, int.MaxValue], Gen.Int[1, 40], Gen.Byte).Array[1, 8].Select(edits =>
    {
        var bytes = whole.ToList();
        foreach (var (kind, place, length, value) in edits)
        {
            if (bytes.Count == 0) { break; }
            var at = place % bytes.Count;
            var some = Math.Min(length, bytes.Count - at);
            switch (kind)
            {
                case 0: bytes[at] = value; break;
                case 1: bytes[at] ^= (byte)(1 << (value & 7)); break;
                case 2: bytes.RemoveRange(at, some); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, some)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.InsertRange(at, words.Length > 0 ? words[value % words.Length] : [value]); break;
            }
        }
        return bytes.ToArray();
    });

    /// <summary>Reads every mutation; only the exceptions that the command line answers with one line may come.</summary>
    public static void Survives(Gen<byte[]> mutations, Action<byte[]> read, int count)
    {
        var (read0, refused) = (0, 0);
        mutations.Sample(bytes =>
        {
            try
            {
                read(bytes);
                Interlocked.Increment(ref read0);
            }
            catch (Exception e) when (e is InvalidDataException or IOException) { Interlocked.Increment(ref refused); }
        }, iter: count, threads: 1);
        // Otherwise the mutations would not reach what they shall test.
        Assert.True(refused > 0 && read0 + refused == count, FormattableString.Invariant($"{read0} read, {refused} refused"));
    }
}
