using DmlStudio.Store;

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

    /// <summary>A copy with one to five wrong bytes and a seal that fits them, as somebody makes it on purpose.</summary>
    /// <param name="whole">A sealed file.</param>
    public static byte[] Resealed(byte[] whole, Random random)
    {
        var content = whole[..^Seal.Length];
        // Most of a small file is empty: where something stands more is met.
        int[] full = [.. Enumerable.Range(0, content.Length).Where(b => content[b] != 0)];
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            content[random.Next(3) == 0 ? random.Next(content.Length) : full[random.Next(full.Length)]] =
                (byte)(random.Next(3) switch { 0 => random.Next(256), 1 => random.Next(6), _ => 255 });
        }
        return [.. content, .. Seal.Of(content)];
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
