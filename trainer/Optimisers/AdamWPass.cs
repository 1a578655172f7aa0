using System.Numerics;
using System.Runtime.InteropServices;
using DmlStudio.Trainer.Devices;
using static TorchSharp.torch;

namespace DmlStudio.Trainer.Optimisers;

/// <summary>A step of AdamW over a stretch of the buffers in one pass over memory. Kernel by kernel they would be read and written ten
/// times, and memory is what the step waits for.</summary>
/// <param name="Scale">Factor of the gradients, from clipping.</param>
/// <param name="Beta1">Memory of the gradient.</param>
/// <param name="Beta2">Memory of its square.</param>
/// <param name="Kept">Factor of the values, from decay.</param>
/// <param name="Rate">Learning rate over the first moment's correction.</param>
/// <param name="Root">Square root of the second moment's correction.</param>
/// <param name="Epsilon">Guard of the division.</param>
internal readonly record struct AdamWPass(double Scale, double Beta1, double Beta2, double Kept, double Rate, double Root, double Epsilon)
{
    // Floats of a share, large enough that handing it to a thread costs nothing.
    private const int Share = 1 << 16;

    /// <summary>Updates values and moments in place, on as many threads as the libraries take; the bits do not depend on how many.
    /// </summary>
    /// <param name="values">[P] float32 on the processor, contiguous, as the others are.</param>
    /// <param name="gradients">[P].</param>
    /// <param name="first">[P].</param>
    /// <param name="second">[P].</param>
    /// <exception cref="ArgumentException">A tensor lies elsewhere.</exception>
    public unsafe void Over(Tensor values, Tensor gradients, Tensor first, Tensor second)
    {
        var count = values.numel();
        float* v = PlainMemory.Start(values), g = PlainMemory.Start(gradients);
        float* m = PlainMemory.Start(first), s = PlainMemory.Start(second);
        var pass = this;
        void Part(long share)
        {
            var at = share * Share;
            var length = (int)Math.Min(Share, count - at);
            pass.Over(new Span<float>(v + at, length), new(g + at, length), new(m + at, length), new(s + at, length));
        }
        var (shares, threads) = ((count + Share - 1) / Share, get_num_threads());
        if (threads > 1) { Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = threads }, Part); }
        else { for (var share = 0L; share < shares; share++) { Part(share); } }
    }

    /// <summary>The same over plain memory.</summary>
    /// <param name="values">[P].</param>
    /// <param name="gradients">[P].</param>
    /// <param name="first">[P].</param>
    /// <param name="second">[P].</param>
    public void Over(Span<float> values, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
    {
        var (scale, beta1, new1, beta2, new2) = ((float)Scale, (float)Beta1, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2));
        var (kept, rate, root, epsilon) = ((float)Kept, (float)Rate, (float)Root, (float)Epsilon);
        var wide = MemoryMarshal.Cast<float, Vector<float>>(values);
        var wideGradients = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var wideFirst = MemoryMarshal.Cast<float, Vector<float>>(first);
        var wideSecond = MemoryMarshal.Cast<float, Vector<float>>(second);
        var guard = new Vector<float>(epsilon);
        for (var i = 0; i < wide.Length; i++)
        {
            var g = wideGradients[i] * scale;
            var m = wideFirst[i] * beta1 + g * new1;
            var s = wideSecond[i] * beta2 + g * g * new2;
            wide[i] = wide[i] * kept - m * rate / (Vector.SquareRoot(s) / root + guard);
            (wideFirst[i], wideSecond[i]) = (m, s);
        }
        for (var i = wide.Length * Vector<float>.Count; i < values.Length; i++)
        {
            var g = gradients[i] * scale;
            first[i] = first[i] * beta1 + g * new1;
            second[i] = second[i] * beta2 + g * g * new2;
            values[i] = values[i] * kept - first[i] * rate / (MathF.Sqrt(second[i]) / root + epsilon);
        }
    }
}
