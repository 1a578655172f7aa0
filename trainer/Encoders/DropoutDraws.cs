using System.Numerics;
using System.Runtime.InteropServices;
using DmlStudio.Trainer.Devices;
using DmlStudio.Trainer.Randomness;
using TorchSharp;
using static DmlStudio.Losses.Tensors.Kept;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DmlStudio.Trainer.Encoders;

/// <summary>What the dropout of one run draws, from a source of its own. On a processor these are the numbers of libtorch's generator,
/// drawn with the processor's vectors, and the same on every make of processor; on a GPU they are the library's.</summary>
/// <remarks>Srivastava et al. 2014, JMLR 15. libtorch draws one number after the other, except on Intel's processors, where it draws
/// other numbers.</remarks>
internal sealed class DropoutDraws
{
    // A number below 2^53 takes two words, the high one first.
    private const int WordsEach = 2, Bits = 53;
    private const ulong High = (1UL << (Bits - 32)) - 1;
    private readonly MersenneTwister _twister;

    /// <param name="seed">Seed; the low 32 bits count, as in libtorch.</param>
    public DropoutDraws(long seed) => _twister = new MersenneTwister((uint)seed);

    /// <summary>Coordinates are left out with a probability, and the others divided by what remains.</summary>
    /// <param name="x">Any shape, dense.</param>
    /// <param name="dropout">Probability, 0 to switch it off.</param>
    public Tensor Dropped(Tensor x, double dropout)
    {
        if (dropout == 0) { return x; }
        if (x.device_type != DeviceType.CPU) { return F.dropout(x, dropout, training: true); }
        var noise = empty(x.shape, dtype: ScalarType.Float32);
        Draw(PlainMemory.Of(noise), 1 - dropout);
        return Times(x, noise, dropout);
    }

    /// <summary>The same of some rows, drawn as if all stood there: what a run draws does not depend on which do.</summary>
    /// <param name="x">[N, D], on a processor.</param>
    /// <param name="places">Places of the rows among all, [N] int64, ascending.</param>
    /// <param name="all">Number of all rows.</param>
    /// <param name="dropout">Probability above 0.</param>
    public Tensor Dropped(Tensor x, Tensor places, long all, double dropout)
    {
        var size = (int)x.shape[1];
        var noise = empty(x.shape, dtype: ScalarType.Float32);
        var values = PlainMemory.Of(noise);
        var (row, next) = (0, 0L);
        foreach (var place in places.data<long>().ToArray())
        {
            _twister.Skip((place - next) * size * WordsEach);
            Draw(values.Slice(row++ * size, size), 1 - dropout);
            next = place + 1;
        }
        _twister.Skip((all - next) * size * WordsEach);
        return Times(x, noise, dropout);
    }

    // In the format of the rows, as the library does it.
    private static Tensor Times(Tensor x, Tensor noise, double dropout) => x * noise.to(x.dtype).div_(N(1 - dropout));

    /// <summary>Ones and zeros.</summary>
    /// <param name="values">Where to.</param>
    /// <param name="chance">Of a one.</param>
    private void Draw(Span<float> values, double chance)
    {
        // number / 2^53 < chance, in whole numbers.
        var bound = (ulong)Math.Ceiling(Math.ScaleB(chance, Bits));
        while (values.Length > 0)
        {
            var words = _twister.Words((int)Math.Min(MersenneTwister.Block, (long)values.Length * WordsEach));
            var numbers = MemoryMarshal.Cast<uint, ulong>(words);
            Below(numbers, bound, values);
            values = values[numbers.Length..];
        }
    }

    private static void Below(ReadOnlySpan<ulong> numbers, ulong bound, Span<float> values)
    {
        var n = Vector<ulong>.Count;
        var (high, least, one) = (new Vector<ulong>(High), new Vector<long>((long)bound), Vector.AsVectorInt32(Vector<float>.One));
        Vector<long> Less(ReadOnlySpan<ulong> of)
        {
            var words = new Vector<ulong>(of);
            return Vector.LessThan(Vector.AsVectorInt64(((words & high) << 32) | (words >>> 32)), least);
        }
        var i = 0;
        for (; i + 2 * n <= numbers.Length; i += 2 * n)
        {
            var kept = Vector.Narrow(Less(numbers[i..]), Less(numbers[(i + n)..])) & one;
            Vector.AsVectorSingle(kept).CopyTo(values[i..]);
        }
        for (; i < numbers.Length; i++) { values[i] = (((numbers[i] & High) << 32) | (numbers[i] >> 32)) < bound ? 1 : 0; }
    }
}
