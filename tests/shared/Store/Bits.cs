namespace DmlStudio.Tests.Shared.Store;

/// <summary>Damage as a disk does it.</summary>
internal static class Bits
{
    /// <summary>A copy with one bit turned over.</summary>
    /// <param name="whole">What was written.</param>
    /// <param name="bit">Place of the bit.</param>
    public static byte[] Flipped(byte[] whole, long bit)
    {
        var flipped = (byte[])whole.Clone();
        flipped[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        return flipped;
    }

    /// <summary>Turns a bit in the first third of a file over.</summary>
    public static void BreakInside(string file) => Flip(file, whole => whole.Length / 3 * 8 + 2);

    /// <summary>Turns the first bit of a file's last byte over.</summary>
    public static void BreakLast(string file) => Flip(file, whole => (whole.Length - 1) * 8);

    private static void Flip(string file, Func<byte[], long> bit)
    {
        var whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, Flipped(whole, bit(whole)));
    }
}
